import { inject, ref, type InjectionKey, type Ref } from 'vue'

/** Whether what pages wait for cannot be read at all, which is said above them. The app provides it. */
export const troubledKey: InjectionKey<Readonly<Ref<boolean>>> = Symbol('troubled')

export const useTrouble = (): Readonly<Ref<boolean>> => inject(troubledKey, ref(false))
