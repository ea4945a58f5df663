/** The name of this build, sortable by time; written by Vite. */
declare const __BUILD__: string

/** `virtual:words/<locale>/<part>`: those sections of a language's words that `locales/parts.ts` names; cut by Vite. */
declare module 'virtual:words/*' {
  export const words: import('./ui/words.ts').Messages
}
