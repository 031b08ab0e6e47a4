import { beforeEach, describe, expect, it } from 'vitest'
import { createShipper } from '#lib/audit/server/ship/shipper.ts'
import { readShippingStanding } from '#lib/audit/server/ship/standing.ts'
import type { Destination, ShipFailure } from '#lib/audit/server/ship/destination.ts'
import { err, ok } from '#lib/core/result.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import {
  announced,
  contextOn,
  happen,
  memoryDestination,
  NOON,
  running,
  shipAll,
  sign,
  type TestContext,
} from './support.ts'

const refused: ShipFailure = { cause: 'refused', detail: '500' }

describeEachEngine('the destinations of the audit', (openStore) => {
  let store: TestStore
  let now: number
  let context: TestContext
  beforeEach(async () => {
    store = await openStore()
    now = NOON
    context = contextOn(store, { now: () => now, log: () => undefined })
  })

  describe('what is told of a destination', () => {
    it('is how far it is, by how many records and for how long', async () => {
      await happen(context, 4)
      now += 3_600_000
      let isTaking = true
      const { destination } = memoryDestination(async () => (isTaking ? ok(null) : err(refused)))
      await announced(context, destination)
      const standing = async () => (await readShippingStanding(store.db, now))[0]
      now += 60_000
      // An hour of history has been waiting only since there is somebody to ship it to.
      expect(await standing()).toMatchObject({
        sequence: 0,
        head: 5,
        behind: 5,
        lagMs: 60_000,
        isLate: false,
        shippedAt: null,
      })
      const shipper = createShipper(destination)
      await shipAll(shipper, context)
      expect(await standing()).toMatchObject({
        sequence: 5,
        behind: 0,
        lagMs: null,
        isLate: false,
        shippedAt: new Date(now).toISOString(),
      })
      isTaking = false
      await happen(context, 2)
      const since = now
      await shipper.turn(context, running)
      now += 600_000
      expect(await standing()).toMatchObject({
        behind: 2,
        lagMs: 600_000,
        isLate: false,
        failure: { cause: 'refused', detail: '500' },
      })
      now += 1
      expect(await standing()).toMatchObject({ lagMs: now - since, isLate: true })
      isTaking = true
      await shipAll(shipper, context)
      await sign(context)
      now += 5_000
      expect(await standing(), 'a checkpoint counts too').toMatchObject({ behind: 1, lagMs: 5_000 })
      await shipAll(shipper, context)
      expect(await standing()).toMatchObject({ behind: 0, lagMs: null })
    })
  })

  describe('a change of the destinations', () => {
    const other: Destination = {
      ...memoryDestination().destination,
      kind: 'file',
      fingerprint: 'g',
      address: '/var/log/audit.jsonl',
    }
    const changes = async () => {
      const query = store.db.selectFrom('audit_events').select('record').where('action', '=', 'change_audit_shipping')
      const rows = await query.orderBy('sequence').execute()
      return rows.map(({ record }) => (JSON.parse(record) as { details: unknown }).details)
    }
    const webhook = { kind: 'webhook', address: 'https://siem.example' }
    const file = { kind: 'file', address: '/var/log/audit.jsonl' }

    it('is one record of the audit, whoever starts and how often', async () => {
      const { destination } = memoryDestination()
      await announced(context)
      expect(await changes()).toEqual([])
      await Promise.all([announced(context, destination), announced(context, destination)])
      await announced(context, destination)
      expect(await changes()).toEqual([{ destinations: [webhook], gone: [] }])
      await announced(context, destination, other)
      await announced(context, other)
      expect(await changes()).toEqual([
        { destinations: [webhook], gone: [] },
        { destinations: [webhook, file], gone: [] },
        { destinations: [file], gone: [webhook] },
      ])
      expect((await readShippingStanding(store.db, now)).map(({ kind }) => kind)).toEqual(['file'])
    })

    it('lets one that comes back go on where it was, and begins a new one at the first record', async () => {
      await happen(context, 3)
      const { destination, batches } = memoryDestination()
      await announced(context, destination)
      await shipAll(createShipper(destination), context)
      await announced(context, other)
      await happen(context)
      now += 3_600_000
      await announced(context, destination)
      expect(await readShippingStanding(store.db, now)).toMatchObject([{ sequence: 4, lagMs: 0 }])
      await shipAll(createShipper(destination), context)
      expect(batches.map((lines) => lines.map(({ sequence }) => sequence))).toEqual([
        [1, 2, 3, 4],
        [5, 6, 7],
      ])
      const moved = memoryDestination()
      await announced(context, { ...moved.destination, fingerprint: 'elsewhere' })
      await shipAll(createShipper({ ...moved.destination, fingerprint: 'elsewhere' }), context)
      expect(moved.batches.flatMap((lines) => lines.map(({ sequence }) => sequence))).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    })

    it('is awaited by whoever ships', async () => {
      await happen(context)
      const { destination, batches } = memoryDestination()
      expect(await createShipper(destination).turn(context, running)).toBe(1_000)
      expect(batches).toEqual([])
    })
  })
})
