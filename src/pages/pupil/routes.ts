import type { RouteLocationNormalizedLoaded, RouteRecordRaw } from 'vue-router'

const word = (to: RouteLocationNormalizedLoaded, name: string): string => {
  const given = to.params[name]
  return typeof given === 'string' ? given : ''
}

/** Rooms of this role inside `/p/:profile/`, each loaded when it is opened. Every row says `meta: { role: 'pupil' }`. */
export const pupilRoutes: RouteRecordRaw[] = [
  { path: 'todo', name: 'pupil-todo', meta: { role: 'pupil' }, component: () => import('./Todo.vue') },
  {
    path: 'work/:classId/:assignmentId',
    name: 'pupil-work',
    meta: { role: 'pupil' },
    component: () => import('./Work.vue'),
    props: (to) => ({ classId: word(to, 'classId'), assignmentId: word(to, 'assignmentId') }),
  },
]
