import { describe, expect, it } from 'vitest'
import { readGrade } from './grades.ts'

describe('a grade as it is written', () => {
  it.each([
    ['', '', {}],
    ['  ', '20', {}],
    ['14,5', '', { grade: 14.5, scale: 20 }],
    ['14.5', '20', { grade: 14.5, scale: 20 }],
    [' 8 ', '10', { grade: 8, scale: 10 }],
    ['14,5/20', '10', { grade: 14.5, scale: 20 }],
    ['7 / 8', '', { grade: 7, scale: 8 }],
    ['12/', '', { grade: 12, scale: 20 }],
    ['9/', '10', { grade: 9, scale: 10 }],
    ['0', '5', { grade: 0, scale: 5 }],
    ['100', '100', { grade: 100, scale: 100 }],
    ['14,25', '20', { grade: 14.25, scale: 20 }],
  ])('%j out of %j', (grade, scale, read) => {
    expect(readGrade(grade, scale)).toEqual(read)
  })

  it.each([
    ['quinze', '20', 'notAGrade'],
    ['1,2,3', '20', 'notAGrade'],
    ['14,555', '20', 'notAGrade'],
    ['-1', '20', 'notAGrade'],
    ['101', '100', 'notAGrade'],
    ['/20', '', 'notAGrade'],
    ['12', 'vingt', 'notAScale'],
    ['0', '0', 'notAScale'],
    ['12', '101', 'notAScale'],
    ['21', '', 'aboveScale'],
    ['10,5/10', '20', 'aboveScale'],
  ])('%j out of %j is wrong', (grade, scale, wrong) => {
    expect(readGrade(grade, scale)).toEqual({ wrong })
  })
})
