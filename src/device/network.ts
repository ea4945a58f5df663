/** What few browsers tell of the network, and TypeScript does not know. */
type Told = { connection?: { type?: string; saveData?: boolean } }

/** What the network costs here, as far as the browser tells: `dear` is paid by the byte or asked to be spared, `good` is fast and free. */
export function networkCost(told: Navigator & Told = navigator): 'good' | 'plain' | 'dear' {
  const { type, saveData } = told.connection ?? {}
  if (saveData === true || type === 'cellular') return 'dear'
  return type === 'wifi' || type === 'ethernet' ? 'good' : 'plain'
}
