import type { RouteLocationNormalizedLoaded, RouteRecordRaw } from 'vue-router'

const word = (to: RouteLocationNormalizedLoaded, name: string): string => {
  const given = to.params[name]
  return typeof given === 'string' ? given : ''
}
const ofPack = (to: RouteLocationNormalizedLoaded) => ({ classId: word(to, 'classId'), packId: word(to, 'packId') })

/** Rooms inside `/p/:profile/` that are the same for every role. */
export const profileRoutes: RouteRecordRaw[] = [
  { path: 'courses', name: 'courses', component: () => import('./Courses.vue') },
  { path: 'courses/:classId/:packId', name: 'course', component: () => import('./Course.vue'), props: ofPack },
  {
    path: 'courses/:classId/:packId/:pageId',
    name: 'lesson',
    component: () => import('./Lesson.vue'),
    props: (to) => ({ ...ofPack(to), pageId: word(to, 'pageId') }),
  },
  { path: 'storage', name: 'storage', component: () => import('./Storage.vue') },
  { path: 'settings', name: 'settings', component: () => import('./Settings.vue') },
  { path: 'waiting', name: 'waiting', component: () => import('./Waiting.vue') },
]
