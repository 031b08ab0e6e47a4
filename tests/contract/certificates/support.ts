import type { CertificateItem } from '#lib/certificates/schema.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { OpenStore } from '#tests/support/engines.ts'
import { scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn } from '#tests/support/write-context.ts'

export const now = Date.UTC(2026, 10, 24, 12)
export const DAY = 86_400_000
const clock = { now: () => now }

/** Over a store of its own, with a mirror that is empty, at `now`. */
export async function newContext(openStore: OpenStore): Promise<VerbContext> {
  return contextOn(await openStore(), scriptedCloud([]), { clock })
}

export function identifiers(items: readonly CertificateItem[]): string[] {
  return items.map(({ identifier }) => identifier)
}
