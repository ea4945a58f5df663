import * as v from 'valibot'

/** `/pulse.json`, a static file that any proxy can serve. `spread`: seconds over which background turns are spread; `minBuild`: older builds must update; `paused`: send nothing for now; `day`: an announced day. */
export const Pulse = v.object({
  spread: v.pipe(v.number(), v.minValue(0), v.maxValue(3600)),
  minBuild: v.string(),
  paused: v.boolean(),
  day: v.nullable(v.string()),
})
export type Pulse = v.InferOutput<typeof Pulse>
