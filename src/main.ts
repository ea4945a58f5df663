import { createApp } from 'vue'
import { createWebHistory } from 'vue-router'
import App from './App.vue'
import { openDatabases } from './db/open.ts'
import { deviceLabel } from './device/label.ts'
import { networkCost } from './device/network.ts'
import { askPersistence } from './device/persistence.ts'
import { measureRoom } from './device/storage.ts'
import { startWorker, WORKER_ADDRESS, workerAddress } from './device/trusted.ts'
import { loadWords, start } from './locales/load.ts'
import { sayThatItRuns, startOffline } from './offline/page.ts'
import { reloadKept } from './offline/register.ts'
import { createPages } from './router.ts'
import { noteNews } from './stores/connection.ts'
import { startEngine } from './stores/engine.ts'
import { startInstalling } from './stores/installing.ts'
import { currentId } from './stores/profiles.ts'
import { saveAllDrafts } from './stores/unsaved.ts'
import { offerUpdate } from './stores/update.ts'
import type { Everyone } from './sync/everyone.ts'
import { createHttp } from './sync/http.ts'
import { startSchedule } from './sync/pageSchedule.ts'
import { createWords, laterWordsKey } from './ui/words.ts'
import { startWorkerKey } from './ui/workers.ts'
import './ui/tokens.css'
import './ui/base.css'
import './ui/patterns.css'

startInstalling(window)

const reloading = { beforeReload: saveAllDrafts, reload: () => location.reload() }

const databases = openDatabases({ outdated: () => reloadKept(reloading, reloading) })
const everyone: Everyone = {
  ...databases,
  http: createHttp({ origin: location.origin, build: __BUILD__ }),
  now: () => Date.now(),
  random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  room: measureRoom,
  cost: networkCost,
  seldom: {
    files: () => import('./sync/files.ts'),
    forgetting: () => import('./db/forget.ts'),
    carrying: () => import('./sync/carrying.ts'),
    lessons: () => import('./domain/pages.ts'),
    gathering: () => import('./sync/gathering.ts'),
  },
  build: __BUILD__,
  first: () => currentId.value,
  locks: navigator.locks,
}

let noting: ReturnType<typeof setTimeout> | undefined

/** Notes apart what would be missed if the browser cleared the store: at once after a deed, else when there is time. */
function noteMarks(delay: number): void {
  clearTimeout(noting)
  noting = setTimeout(() => void import('./stores/marks.ts').then((marks) => marks.noteMarks()), delay)
}

const address = workerAddress(WORKER_ADDRESS)
const offline = startOffline(
  { address, build: __BUILD__, onUpdate: offerUpdate, beforeReload: saveAllDrafts },
  everyone,
)
const schedule = startSchedule(everyone, (news) => {
  noteNews(news)
  if ('oldBuild' in news && news.oldBuild) void offline.lookForUpdate()
  if (!('working' in news) || news.working) return
  void offline.keepNeeded()
  noteMarks(5_000)
})

startEngine({
  ...everyone,
  ...databases,
  label: deviceLabel(navigator.userAgent),
  wake(why) {
    schedule.wake(why)
    if (why !== 'deed') return
    // There is work here now: the worker sends it should the page go, and the browser is asked never to clear it.
    void offline.askSync()
    void askPersistence()
    noteMarks(0)
  },
  keepPages: () => void offline.keepNeeded(),
})

const words = createWords(start, loadWords)
createApp(App)
  .use(words)
  .use(createPages(createWebHistory(), words.need))
  .provide(startWorkerKey, startWorker)
  .provide(laterWordsKey, () => words.need('rooms'))
  .mount('#app')
sayThatItRuns()
