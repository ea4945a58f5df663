// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import fr from '../locales/fr.json' with { type: 'json' }
import StageMark from './StageMark.vue'
import { createWords } from './words.ts'

function shown(props: InstanceType<typeof StageMark>['$props']) {
  return mount(StageMark, {
    props,
    global: { plugins: [createWords(fr, () => Promise.reject(new Error('these are all')))] },
  })
}

describe('the stage by itself', () => {
  it.each([
    ['kept', 'Sur ce téléphone'],
    ['sent', 'Envoyé'],
    ['received', 'Reçu par l’école'],
    ['seen', 'Vu'],
  ] as const)('%s', (stage, words) => {
    expect(shown({ stage }).text()).toBe(words)
  })

  it('names who saw it', () => {
    expect(shown({ stage: 'seen', by: 'Mme Lopez' }).text()).toBe('Vu par Mme Lopez')
  })

  it('says how many photos have arrived, while some are on the way', () => {
    expect(shown({ stage: 'sent', photos: { sent: 1, total: 3 } }).text()).toBe('Envoyé · 1 photo sur 3 envoyée')
    expect(shown({ stage: 'sent', photos: { sent: 2, total: 3 } }).text()).toBe('Envoyé · 2 photos sur 3 envoyées')
    expect(shown({ stage: 'received', photos: { sent: 3, total: 3 } }).text()).toBe('Reçu par l’école')
  })
})

describe('the whole way', () => {
  it('has four steps in order, with only the present one current', () => {
    const steps = shown({ stage: 'received', steps: true, by: 'Mme Lopez' }).findAll('li')
    expect(steps.map((step) => step.find('.words').text())).toEqual([
      'Sur ce téléphone, fait',
      'Envoyé, fait',
      'Reçu par l’école, en cours',
      'Vu par Mme Lopez, à venir',
    ])
    expect(steps.map((step) => step.attributes('aria-current'))).toEqual([undefined, undefined, 'step', undefined])
  })

  it('never shows a copy kept on the device as sent', () => {
    const [kept, ...later] = shown({ stage: 'kept', steps: true }).findAll('li')
    expect(kept?.attributes('aria-current')).toBe('step')
    expect(later.every((step) => step.classes('toCome'))).toBe(true)
  })
})
