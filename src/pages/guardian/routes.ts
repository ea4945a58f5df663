import type { RouteLocationNormalizedLoaded, RouteRecordRaw } from 'vue-router'

const word = (to: RouteLocationNormalizedLoaded, name: string): string => {
  const given = to.params[name]
  return typeof given === 'string' ? given : ''
}

/** Rooms of this role inside `/p/:profile/`, each loaded when it is opened. Every row says `meta: { role: 'guardian' }`. */
export const guardianRoutes: RouteRecordRaw[] = [
  {
    path: 'children',
    name: 'guardian-children',
    meta: { role: 'guardian' },
    component: () => import('./Children.vue'),
  },
  {
    path: 'children/:pupilId/:classId/:assignmentId',
    name: 'guardian-work',
    meta: { role: 'guardian' },
    component: () => import('./ChildWork.vue'),
    props: (to) => ({
      pupilId: word(to, 'pupilId'),
      classId: word(to, 'classId'),
      assignmentId: word(to, 'assignmentId'),
    }),
  },
]
