import { once } from 'node:events'
import { expect, it } from 'vitest'
import { describeEachEngine } from '#tests/support/engines.ts'
import { startProcess } from '#tests/support/node-process.ts'

const COUNT = 200

describeEachEngine('one open operation on a certificate', (openStore) => {
  it('is kept by two processes that race for 200 certificates: one opens it, the other sees which it was', async () => {
    const { options, db } = await openStore()
    const processes = ['left', 'right'].map((name) =>
      startProcess('tests/contract/db/open-operation-process.ts', { options, name, count: COUNT }),
    )
    // Both have opened the store before either begins.
    await Promise.all(processes.map(({ child }) => once(child.stdout ?? child, 'data')))
    for (const { child } of processes) child.stdin?.write('go\n')
    const ends = await Promise.all(processes.map(({ ended }) => ended))
    expect(ends.map(({ code, errors }) => ({ code, errors }))).toEqual([
      { code: 0, errors: '' },
      { code: 0, errors: '' },
    ])

    const lines = ends.flatMap(({ output }) => output.split('\n').filter((line) => line.includes('certificate-')))
    const opened = lines.filter((line) => line.startsWith('+'))
    const seen = new Map<string, Set<string>>()
    for (const line of lines) {
      const [identifier = '', id = ''] = line.replace('+', '').split(' ')
      seen.set(identifier, (seen.get(identifier) ?? new Set()).add(id))
    }
    expect(opened).toHaveLength(COUNT)
    expect(seen.size).toBe(COUNT)
    expect([...seen.values()].every((ids) => ids.size === 1)).toBe(true)
    expect(await db.selectFrom('operations').select('id').execute()).toHaveLength(COUNT)
  })

  it('allows another once the first is settled, and refuses one that would be open beside it', async () => {
    const { db } = await openStore()
    const operation = (id: string, state: 'pending' | 'unknown' | 'needs_human' | 'succeeded' | 'not_sent') =>
      db
        .insertInto('operations')
        .values({
          id,
          kind: 'revoke',
          identifier: 'certificate',
          state,
          cause_proven: 0,
          request_id: null,
          http_status: null,
          cloud_code: null,
          cloud_message: null,
          recommend: null,
          cause: null,
          reason: '',
          ticket: '',
          comment: '',
          requested_by: 'x',
          requested_at: 1,
          deadline_at: 1,
          settled_at: null,
          settled_by: null,
          settled_comment: null,
          attempt: 'x',
          owner: 'x',
          nonce: 'x',
          acs_date: 'x',
          access_key_id: 'x',
          exchange: '{}',
          snapshot: '{}',
          readings: '[]',
          search_text: '',
          vendor_revoke_time: null,
          vendor_status_read_at: null,
        })
        .execute()
    await operation('1', 'not_sent')
    await operation('2', 'succeeded')
    for (const state of ['pending', 'unknown', 'needs_human'] as const) {
      await db.deleteFrom('operations').where('id', '=', 'open').execute()
      await operation('open', state)
      for (const second of ['pending', 'unknown', 'needs_human'] as const) {
        await expect(operation(`second ${second}`, second)).rejects.toThrow(/unique/i)
      }
    }
    await operation('3', 'succeeded')
  })
})
