import 'server-only'
import { z } from 'zod'
import { ok } from '#lib/core/result.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { AlarmList } from '../alarm.ts'
import { alarmOf } from './alarm-of.ts'
import { countOpen, listOpen } from './repository.ts'

/** The alarms that wait for somebody, oldest first. */
export const listAlarms = verb<{ limit?: number }, AlarmList>({
  name: 'list_alarms',
  permission: 'operations.read',
  kind: 'read',
  input: z.strictObject({ limit: z.int().min(1).max(200).default(50) }),
  run: async ({ db }, { limit = 50 }) => {
    const [items, total] = await Promise.all([listOpen(db, limit), countOpen(db)])
    return ok({ items: items.map(alarmOf), total })
  },
})
