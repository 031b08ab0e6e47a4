import { z } from 'zod'
import type { JsonValue } from '../operations/define-operation.ts'

/** What PUT /_emulator/settings changes; members that are left out stay as they are. */
export const settingsSchema = z.strictObject({
  throttlePerSecond: z.int().min(1).max(100_000).optional(),
  crlDelayMs: z.int().min(0).max(86_400_000).optional(),
  deleteRemovesFromCrl: z.boolean().optional(),
  /** `CreateRevokeClientCertificate` or `yundun-cert:CreateRevokeClientCertificate`; `*` denies all. */
  deniedActions: z.array(z.string().min(1).max(128)).max(100).optional(),
})

export type Settings = {
  readonly throttlePerSecond: number
  readonly crlDelayMs: number
  readonly deleteRemovesFromCrl: boolean
  readonly deniedActions: readonly string[]
}

/** deleteRemovesFromCrl: the vendor says nothing about it; the dangerous case is the default. */
const defaultSettings: Settings = {
  throttlePerSecond: 10,
  crlDelayMs: 0,
  deleteRemovesFromCrl: true,
  deniedActions: [],
}

/** Settings as stored: any subset over the defaults. */
export function parseSettings(stored: unknown): Settings {
  return mergeSettings(defaultSettings, stored === undefined ? {} : settingsSchema.parse(stored))
}

function mergeSettings(settings: Settings, change: z.infer<typeof settingsSchema>): Settings {
  return {
    throttlePerSecond: change.throttlePerSecond ?? settings.throttlePerSecond,
    crlDelayMs: change.crlDelayMs ?? settings.crlDelayMs,
    deleteRemovesFromCrl: change.deleteRemovesFromCrl ?? settings.deleteRemovesFromCrl,
    deniedActions: change.deniedActions ?? settings.deniedActions,
  }
}

/** What is stored: only what has been set, over what was set before. */
export function changedSettings(stored: unknown, change: z.infer<typeof settingsSchema>): Record<string, JsonValue> {
  const before = stored === undefined ? {} : settingsSchema.parse(stored)
  const set = [before, change].flatMap((one) => Object.entries(one))
  return Object.fromEntries(set.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

/** Whether somebody has set the limit of calls: it then holds over a start with --unthrottled. */
export function isLimitSet(stored: unknown): boolean {
  return stored !== undefined && settingsSchema.parse(stored).throttlePerSecond !== undefined
}

export function isDenied(settings: Settings, operation: string): boolean {
  return settings.deniedActions.some((action) => action === '*' || action.replace(/^yundun-cert:/, '') === operation)
}
