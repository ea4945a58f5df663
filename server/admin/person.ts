import { Mistake } from '../config.ts'
import type { Account, View } from '../storage/storage.ts'

/** A name as it is compared: without accents or capitals. */
export const plain = (name: string) => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()

/** The account that is called so, however its accents and capitals are written, or that has this id. */
export async function personNamed(view: View, said: string): Promise<Account> {
  const accounts = await view.accounts()
  const found = accounts.filter(({ id, name }) => id === said || plain(name) === plain(said))
  const [one, ...others] = found
  if (!one) throw new Mistake(`Nobody here is called “${said}”.`)
  if (others.length === 0) return one
  const lines = found.map(({ id, name, role }) => `  ${id}  ${role}  ${name}`)
  throw new Mistake(`Several people are called “${said}”. Name one by the first column:\n${lines.join('\n')}`)
}
