import { nextTick } from 'vue'
import { createRouter, START_LOCATION, type RouteLocationNormalized, type Router, type RouterHistory } from 'vue-router'
import type { Role } from './domain/people.ts'
import { guardianRoutes } from './pages/guardian/routes.ts'
import NotFound from './pages/NotFound.vue'
import { profileRoutes } from './pages/profile/routes.ts'
import { pupilRoutes } from './pages/pupil/routes.ts'
import { teacherRoutes } from './pages/teacher/routes.ts'
import { closeOthers } from './stores/locked.ts'
import { enterProfile } from './stores/profiles.ts'
import { arrive } from './ui/arrival.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Whose page it is; absent on the pages of every role. RoleFrame keeps the others out. */
    role?: Role
  }
}

/** Rooms whose words come with the first page: those on the way in, and the one that must speak when nothing else can be had. */
const AT_ONCE = ['card', 'home', 'pupil-todo', 'not-found']

function wordsOf({ name, meta }: RouteLocationNormalized): ('rooms' | 'teacher')[] {
  if (AT_ONCE.some((room) => room === name)) return []
  return meta.role === 'teacher' ? ['rooms', 'teacher'] : ['rooms']
}

type NeedWords = (part: 'rooms' | 'teacher') => Promise<void>

/** Every address of the application. What is inside `/p/:profile/` stands in the frame of that person; the handbook is there and outside. */
export function createPages(history: RouterHistory, need: NeedWords): Router {
  const needAll = (to: RouteLocationNormalized) => Promise.all(wordsOf(to).map(need))
  const router = createRouter({
    history,
    routes: [
      { path: '/', name: 'welcome', component: () => import('./pages/welcome/Welcome.vue') },
      { path: '/card', name: 'card', component: () => import('./pages/welcome/Card.vue') },
      { path: '/receipt', name: 'receipt', component: () => import('./pages/welcome/ReceiptCheck.vue') },
      { path: '/sealed', name: 'sealed', component: () => import('./pages/welcome/SealedWork.vue') },
      { path: '/profiles', name: 'profiles', component: () => import('./pages/welcome/Profiles.vue') },
      { path: '/guide', name: 'guide', component: () => import('./pages/guide/Guide.vue') },
      { path: '/guide/:slug', name: 'guide-page', component: () => import('./pages/guide/GuidePage.vue'), props: true },
      {
        path: '/p/:profile',
        component: () => import('./pages/RoleFrame.vue'),
        children: [
          { path: '', name: 'home', component: () => import('./pages/RoleHome.vue') },
          { path: 'guide', name: 'profile-guide', component: () => import('./pages/guide/Guide.vue'), props: true },
          {
            path: 'guide/:slug',
            name: 'profile-guide-page',
            component: () => import('./pages/guide/GuidePage.vue'),
            props: true,
          },
          ...profileRoutes,
          ...pupilRoutes,
          ...guardianRoutes,
          ...teacherRoutes,
        ],
      },
      // Comes with the first page: it must have words when nothing else can be had.
      { path: '/:rest(.*)*', name: 'not-found', component: NotFound },
    ],
    scrollBehavior(to, _from, saved) {
      if (saved) return saved
      // What follows a card's `#` is no place in the page.
      if (to.hash && to.name !== 'card') return { el: `#${CSS.escape(to.hash.slice(1))}`, top: 72 }
      return { top: 0 }
    },
  })

  // A page's words come along with its code; whether they came is asked below.
  router.beforeEach((to) => void needAll(to).catch(() => undefined))
  // The last moment before the page is made, so that the one still on screen keeps its person while the next one loads.
  router.beforeResolve(async (to) => {
    await needAll(to)
    const profile = profileOf(to)
    if (profile !== null) enterProfile(profile)
  })
  router.afterEach((to, from, failure) => {
    // Whoever leaves is not let go before their page is: it would take them for someone who was never here.
    if (!failure) {
      enterProfile(profileOf(to))
      closeOthers(profileOf(to))
    }
    if (!failure && from !== START_LOCATION && to.path !== from.path) void nextTick(arrive)
  })
  // A page whose code is nowhere to be had (never opened with a network, or of a build long gone) says so under its own address.
  router.onError((failure, to) => {
    reportError(failure)
    const { path, query, hash } = to
    void router.replace({
      name: 'not-found',
      params: { rest: path.slice(1).split('/') },
      query,
      hash,
      state: { absent: true },
    })
  })
  return router
}

function profileOf(to: RouteLocationNormalized): string | null {
  const profile = to.params['profile']
  return typeof profile === 'string' ? profile : null
}
