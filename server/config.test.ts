import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { Mistake, originsOf, readConfig } from './config.ts'

test('with nothing set, the school is at port 8080 with its demonstration', () => {
  const dist = resolve(import.meta.dirname, '..', 'dist')
  const usual = { port: 8080, data: resolve('data'), dist, url: 'http://localhost:8080', demonstration: true }
  expect(readConfig({})).toEqual(usual)
  expect(readConfig({ PORT: '', CARTABLE_DATA: '', CARTABLE_URL: '', CARTABLE_DEMO: '' })).toEqual(usual)
})

test('what an operator sets is what counts', () => {
  const folders = { CARTABLE_DATA: '/srv/ecole', CARTABLE_DIST: '/srv/pages' }
  const set = { PORT: '9000', ...folders, CARTABLE_URL: 'https://Ecole.example/', CARTABLE_DEMO: '0' }
  expect(readConfig(set)).toEqual({
    port: 9000,
    data: '/srv/ecole',
    dist: '/srv/pages',
    url: 'https://ecole.example',
    demonstration: false,
  })
  expect(readConfig({ PORT: '9000' }).url).toBe('http://localhost:9000')
})

test('a mistake is a sentence that names the variable and says what was found', () => {
  const said = (environment: Record<string, string>) => {
    try {
      readConfig(environment)
    } catch (error) {
      expect(error).toBeInstanceOf(Mistake)
      return error instanceof Error ? error.message : ''
    }
    return 'nothing'
  }
  for (const wrong of ['abc', '0', '65536', '80.5', '-1', '8080x', ' 80', '1e3'])
    expect(said({ PORT: wrong })).toBe(`PORT must be a whole number from 1 to 65535, not “${wrong}”.`)
  for (const wrong of ['ecole.example', 'https://ecole.example/cartable', 'ftp://ecole.example', 'https://a@b.example'])
    expect(said({ CARTABLE_URL: wrong })).toBe(
      `CARTABLE_URL must be an address without a path, such as https://ecole.example, not “${wrong}”.`,
    )
  expect(said({ CARTABLE_DEMO: 'no', PORT: 'x' })).toMatch(/^PORT .*\nCARTABLE_DEMO must be 0 or 1, not “no”\.$/)
})

test('a page is ours at the address of the school, and on this machine under both of its names', () => {
  expect([...originsOf('https://ecole.example')]).toEqual(['https://ecole.example'])
  expect([...originsOf('http://localhost:8080')]).toEqual(['http://localhost:8080', 'http://127.0.0.1:8080'])
})
