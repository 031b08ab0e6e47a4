import { expect, it } from 'vitest'
import { readConfig } from '#lib/config/server/env.ts'
import { auditKeyPlace } from '#lib/settings/server/audit-key-place.ts'

const postgres = { RESCIND_SINGLE_REPLICA: '1' }

it.each([
  [{}, 'with_log'],
  [{ RESCIND_AUDIT_KEY_FILE: 'data/keys/signing.pem' }, 'with_log'],
  [{ RESCIND_AUDIT_KEY_FILE: '/run/secrets/audit.pem' }, 'same_machine'],
  [{ RESCIND_AUDIT_KEY_FILE: 'data-of-another/audit.pem' }, 'same_machine'],
  [{ ...postgres, DATABASE_URL: 'postgres://console@db.example/rescind' }, 'apart'],
  [{ ...postgres, DATABASE_URL: 'postgres://console@10.0.0.7:5432/rescind' }, 'apart'],
  [{ ...postgres, DATABASE_URL: 'postgres://console@localhost/rescind' }, 'same_machine'],
  [{ ...postgres, DATABASE_URL: 'postgres://console@127.0.0.1/rescind' }, 'same_machine'],
  [{ ...postgres, DATABASE_URL: 'postgres://console@[::1]/rescind' }, 'same_machine'],
  [{ ...postgres, DATABASE_URL: 'postgres://console@localhost/rescind?host=/run/postgresql' }, 'same_machine'],
  [{ ...postgres, DATABASE_URL: 'postgres://console@localhost/rescind?host=db.example' }, 'apart'],
] as const)('%j: the key lies %s', (env, place) => {
  const read = readConfig(env, '/srv/rescind')
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  expect(auditKeyPlace(read.value)).toBe(place)
})
