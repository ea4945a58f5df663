import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** Whether the window has room for a table beside the binder's tabs; follows its size. For what must be another element, not another style. */
export function useWide(): Readonly<Ref<boolean>> {
  const query = matchMedia('(min-width: 60rem)')
  const wide = ref(query.matches)
  const follow = () => (wide.value = query.matches)
  query.addEventListener('change', follow)
  onScopeDispose(() => query.removeEventListener('change', follow))
  return readonly(wide)
}
