import type { RouteLocationRaw } from 'vue-router'
import type { Mutation } from '../../domain/mutations.ts'

/** What someone wrote in what waits, to be read and copied wherever it ends; undefined where nothing was. */
export function writtenIn(mutation: Mutation): string | undefined {
  switch (mutation.kind) {
    case 'handIn':
      return mutation.text.trim() || undefined
    case 'setAssignment':
      return mutation.asked.instructions.trim() || undefined
    case 'returnSubmission':
      return mutation.appreciation.comment.trim() || undefined
    case 'packDelivered':
    case 'publishPack':
    case 'withdrawPack':
    case 'withdrawAssignment':
    case 'openSubmission':
    case 'withdrawDevice':
      return undefined
  }
}

/** The room where something can be done about it; undefined where there is none. */
export function placeOf(mutation: Mutation): RouteLocationRaw | undefined {
  switch (mutation.kind) {
    case 'handIn': {
      const { classId, assignmentId } = mutation
      return { name: 'pupil-work', params: { classId, assignmentId } }
    }
    case 'openSubmission':
    case 'returnSubmission': {
      const { classId, submissionId } = mutation
      return { name: 'teacher-copy', params: { classId, submissionId } }
    }
    case 'setAssignment':
    case 'withdrawAssignment':
      return { name: 'teacher-desk', params: { classId: mutation.classId } }
    case 'publishPack':
    case 'withdrawPack':
    case 'packDelivered':
      return { name: 'course', params: { classId: mutation.classId, packId: mutation.packId } }
    case 'withdrawDevice':
      return { name: 'settings' }
  }
}
