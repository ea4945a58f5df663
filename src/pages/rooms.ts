import type { Component } from 'vue'
import IconClasses from '~icons/lucide/users-round'
import IconCourses from '~icons/lucide/book-open'
import IconGuide from '~icons/lucide/compass'
import IconHome from '~icons/lucide/house'
import IconPacks from '~icons/lucide/library-big'
import IconTodo from '~icons/lucide/notebook-pen'
import type { Role } from '../domain/people.ts'

/** A room of the bottom bar: the page it opens, and those that lie inside it. `label`: `nav.<label>` in the locales. */
type Place = { name: string; label: string; icon: Component; inside: readonly string[] }

const COURSES: Place = { name: 'courses', label: 'courses', icon: IconCourses, inside: ['course', 'lesson'] }
const GUIDE: Place = { name: 'profile-guide', label: 'guide', icon: IconGuide, inside: ['profile-guide-page'] }

/** The rooms of each role, the first one being where it begins. */
export const PLACES: Record<Role, readonly Place[]> = {
  pupil: [{ name: 'pupil-todo', label: 'todo', icon: IconTodo, inside: ['pupil-work'] }, COURSES, GUIDE],
  guardian: [
    { name: 'guardian-children', label: 'children', icon: IconHome, inside: ['guardian-work'] },
    COURSES,
    GUIDE,
  ],
  teacher: [
    {
      name: 'teacher-classes',
      label: 'classes',
      icon: IconClasses,
      inside: ['teacher-desk', 'teacher-assign', 'teacher-copy'],
    },
    { name: 'teacher-packs', label: 'packs', icon: IconPacks, inside: ['teacher-making'] },
    GUIDE,
  ],
  staff: [{ name: 'home', label: 'staff', icon: IconHome, inside: [] }, GUIDE],
}
