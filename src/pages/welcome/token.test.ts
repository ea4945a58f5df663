import { describe, expect, it } from 'vitest'
import { tokenOf } from './token.ts'

const TOKEN = 'Ab3_-dEfGhIjKlMnOpQrSt'

describe('tokenOf', () => {
  it.each([TOKEN, `#${TOKEN}`, `https://college.example/card#${TOKEN}`, `  http://localhost:8080/card#${TOKEN}\n`])(
    'finds the token in %j',
    (given) => expect(tokenOf(given)).toBe(TOKEN),
  )

  it.each(['', '#', TOKEN.slice(1), `${TOKEN}x`, `https://college.example/card/${TOKEN}`, `#${TOKEN} et puis`])(
    'finds none in %j',
    (given) => expect(tokenOf(given)).toBeUndefined(),
  )
})
