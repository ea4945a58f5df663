/** For tools that read TypeScript alone; the type checker reads the components themselves. */
declare module '*.vue' {
  import type { Component } from 'vue'
  const component: Component
  export { component as default }
}
