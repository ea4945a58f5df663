import type { RouteLocationNormalizedLoaded, RouteRecordRaw } from 'vue-router'

const word = (to: RouteLocationNormalizedLoaded, name: string): string => {
  const given = to.params[name]
  return typeof given === 'string' ? given : ''
}
const ofClass = (to: RouteLocationNormalizedLoaded) => ({ classId: word(to, 'classId') })

/** Rooms of this role inside `/p/:profile/`, each loaded when it is opened. Every row says `meta: { role: 'teacher' }`. */
export const teacherRoutes: RouteRecordRaw[] = [
  {
    path: 'classes',
    name: 'teacher-classes',
    meta: { role: 'teacher' },
    component: () => import('./Classes.vue'),
  },
  {
    path: 'classes/:classId',
    name: 'teacher-desk',
    meta: { role: 'teacher' },
    component: () => import('./Desk.vue'),
    props: ofClass,
  },
  {
    path: 'packs',
    name: 'teacher-packs',
    meta: { role: 'teacher' },
    component: () => import('./Packs.vue'),
  },
  {
    path: 'packs/:makingId',
    name: 'teacher-making',
    meta: { role: 'teacher' },
    component: () => import('./Making.vue'),
    props: (to) => ({ makingId: word(to, 'makingId') }),
  },
  {
    path: 'assign/:classId/:assignmentId?',
    name: 'teacher-assign',
    meta: { role: 'teacher' },
    component: () => import('./Assign.vue'),
    props: (to) => ({ ...ofClass(to), assignmentId: word(to, 'assignmentId') || undefined }),
  },
  {
    path: 'results/:classId/:assignmentId',
    name: 'teacher-results',
    meta: { role: 'teacher' },
    component: () => import('./Results.vue'),
    props: (to) => ({ ...ofClass(to), assignmentId: word(to, 'assignmentId') }),
  },
  {
    path: 'copies/:classId/:submissionId',
    name: 'teacher-copy',
    meta: { role: 'teacher' },
    component: () => import('./Copy.vue'),
    props: (to) => ({ ...ofClass(to), submissionId: word(to, 'submissionId') }),
  },
]
