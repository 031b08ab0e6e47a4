/** One thing made wrong in one file, and the test that must notice. */
export type Defect = {
  name: string
  file: string
  /** Occurs exactly once in the file. */
  find: string
  replace: string
  test: { project: 'unit' | 'contract' | 'faults'; file: string; title: string }
}

const inOperations =
  (file: string) =>
  (title: string): Defect['test'] => ({ project: 'contract', file: `tests/contract/operations/${file}`, title })
const remoteWrite = inOperations('remote-write.test.ts')
const readBack = inOperations('read-back.test.ts')
const stopping = inOperations('stopping.test.ts')
const carryOut = inOperations('carry-out.test.ts')

export const defects: readonly Defect[] = [
  {
    name: 'the emulator accepts any signature',
    file: 'lib/emulator/protocol/authenticate.ts',
    find: 'if (!sameText(sign(secret, toSign), signature)) {',
    replace: 'if (signature === "") {',
    test: {
      project: 'contract',
      file: 'tests/contract/emulator/refusals.test.ts',
      title: 'a request that does not carry its own signature',
    },
  },
  {
    name: 'what is recorded in the audit is dropped',
    file: 'lib/audit/server/repository.ts',
    find: 'export async function appendRow(trx: Trx, row: ChainedRecord): Promise<void> {',
    replace: 'export async function appendRow(trx: Trx, row: ChainedRecord): Promise<void> { if (row.at > 0) return',
    test: remoteWrite('records the intent before the call'),
  },
  {
    name: 'the offline verifier takes any signature',
    file: 'lib/audit/verify/verify-export.ts',
    find: "return verify(null, bytes, key, Buffer.from(signature, 'hex')) ? null : 'a bad signature'",
    replace:
      "return verify(null, bytes, key, Buffer.from(signature, 'hex')) || bytes.length > 0 ? null : 'a bad signature'",
    test: { project: 'unit', file: 'tests/unit/audit/verify-export.test.ts', title: 'mutations of part' },
  },
  {
    name: 'what does not hold is signed all the same',
    file: 'lib/audit/server/checkpoint-signer.ts',
    find: 'if (since.firstBad !== null) {',
    replace: 'if (since.firstBad !== null && now < 0) {',
    test: {
      project: 'contract',
      file: 'tests/contract/audit/checkpoint-signer.test.ts',
      title: 'tells it once',
    },
  },
  {
    name: 'a checkpoint can be deleted',
    file: 'lib/db/server/migrations/0002-audit-checkpoints.ts',
    find: 'create trigger audit_checkpoints_no_delete before delete on audit_checkpoints\n',
    replace: 'create trigger audit_checkpoints_no_delete before delete on audit_checkpoints when old.sequence < 0\n',
    test: {
      project: 'contract',
      file: 'tests/contract/db/checkpoint-guards.test.ts',
      title: 'refuse: ',
    },
  },
  {
    name: 'the intent is not audited',
    file: 'lib/operations/server/remote-write.ts',
    find: "await recordEvent(trx, ctx, {\n    ...eventOf(request),\n    outcome: 'requested',",
    replace: "if (row.id === '') await recordEvent(trx, ctx, {\n    ...eventOf(request),\n    outcome: 'requested',",
    test: remoteWrite('records the intent before the call'),
  },
  {
    name: 'the answer is not audited',
    file: 'lib/operations/server/record-answer.ts',
    find: 'await recordEvent(trx, ctx, {',
    replace: "if (row.id === '') await recordEvent(trx, ctx, {",
    test: remoteWrite('records the intent before the call'),
  },
  {
    name: 'a certificate may have two open operations',
    file: 'lib/db/server/migrations/0001-first-tables.ts',
    find: 'create unique index ux_operations_open on operations (identifier)',
    replace: 'create unique index ux_operations_open on operations (identifier, id)',
    test: {
      project: 'contract',
      file: 'tests/contract/db/one-open-operation.test.ts',
      title: 'is kept by two processes',
    },
  },
  {
    name: 'nobody checks permissions',
    file: 'lib/service/server/verb.ts',
    find: 'if (refusal) return refuse(ctx, definition, refusal)',
    replace: 'if (refusal === null && raw === null) return refuse(ctx, definition, "forbidden")',
    test: remoteWrite('lets only those revoke who may'),
  },
  {
    name: 'nobody asks again whether the user still may',
    file: 'lib/auth/server/standing.ts',
    find: 'session !== null && session.userId === actor.userId && can(session.owner.role, permission)',
    replace: 'session !== null || actor.userId !== "" || can(actor.role, permission)',
    test: remoteWrite('lets a user who was disabled meanwhile revoke nothing'),
  },
  {
    name: 'the receipt does not wait for the store',
    file: 'lib/operations/server/emergency.ts',
    find: 'const stored = await store()',
    replace: 'const storing = store(); storing.catch(() => undefined); const stored = row as Stored',
    test: {
      project: 'contract',
      file: 'tests/contract/operations/emergency.test.ts',
      title: 'takes an answer that cannot be stored',
    },
  },
  {
    name: 'a write is sent again when its connection was lost',
    file: 'lib/operations/server/remote-write.ts',
    find: ": await prepared.value.send(row.deadline_at, () => ctx.writes.reached('sent'))",
    replace:
      ": await prepared.value.send(row.deadline_at, () => ctx.writes.reached('sent')).then(async (first) => { const again = first.kind === 'unknown' ? await ctx.cloud.prepareWrite(cloudOperations[request.kind], request.target.identifier) : null; return again?.ok ? again.value.send(row.deadline_at) : first })",
    test: readBack('settles a silent success, without a second call'),
  },
  {
    name: 'a call begins although the console stops',
    file: 'lib/operations/server/remote-write.ts',
    find: 'const outcome = ctx.writes.stopping.aborted\n',
    replace: "const outcome = row.id === ''\n",
    test: stopping('is not sent when the stop comes while it is recorded'),
  },
  {
    name: 'an answer that comes during the stop is kept nowhere until it is stored',
    file: 'lib/operations/server/emergency.ts',
    find: 'if (stopping.aborted) keep()',
    replace: 'stopping.removeEventListener("abort", keep)',
    test: stopping('has its answer in the emergency file when the stop comes'),
  },
  {
    name: 'the certificate is not locked before its operations are looked at',
    file: 'lib/operations/server/remote-write.ts',
    find: 'await lockCertificate(trx, request.target.identifier)\n  const known = await intent.findKnown(trx)\n  if (known !== null)',
    replace: 'const known = await intent.findKnown(trx)\n  if (known !== null)',
    test: { project: 'faults', file: 'tests/faults/two-operators.test.ts', title: 'makes one call in each of' },
  },
  {
    name: 'an open operation does not stop a second call',
    file: 'lib/operations/server/known.ts',
    find: 'const known = open ?? (isDone ? done : null)',
    replace: 'const known = isDone ? done : null',
    test: remoteWrite('makes one call for one certificate'),
  },
  {
    name: 'what was scheduled is carried out for a user who has been disabled',
    file: 'lib/auth/server/deputy.ts',
    find: "if (account === null || account.disabledAt !== null) return 'requester_disabled'",
    replace: "if (account === null) return 'requester_disabled'",
    test: inOperations('not-carried-out.test.ts')('for a user who has been disabled'),
  },
  {
    name: 'the vendor’s clock does not count for what is due',
    file: 'lib/certificates/server/carry-out.ts',
    find: 'const aheadMs = Math.max(0, read.value.skewMs ?? 0)',
    replace: 'const aheadMs = Math.min(0, read.value.skewMs ?? 0)',
    test: carryOut('not before its time by the vendor’s clock'),
  },
  {
    name: 'a cancellation goes over a deletion that was carried out',
    file: 'lib/operations/server/cancel.ts',
    find: "{ id: found.id, attempt: found.attempt, state: 'scheduled' },",
    replace: '{ id: found.id, attempt: found.attempt, state: found.state },',
    test: inOperations('schedule.test.ts')('once: who comes too late is told how it stands'),
  },
  {
    name: 'one reading is enough for "not done"',
    file: 'lib/operations/reading.ts',
    find: "last.found === 'not_done' && isConfirmed(operation.readings)",
    replace:
      "last.found === 'not_done' && isConfirmed([...operation.readings, ...operation.readings].map((one, at) => ({ ...one, at: at * 1e6 })))",
    test: readBack('believes "not done" only after two readings'),
  },
  {
    name: 'the cause counts as proven whenever it was revoked',
    file: 'lib/operations/server/vendor-status.ts',
    find: 'revokeTime >= row.requested_at - CLOCK_TOLERANCE_MS &&',
    replace: 'revokeTime >= 0 &&',
    test: readBack('proves the cause only by'),
  },
  {
    name: 'the gate is the browser’s business',
    file: 'lib/certificates/server/attempt-write.ts',
    find: 'if (gate.length > 0 && !gateMatches(confirmed.typedSerial, current.serial_number)) {',
    replace: 'if (gate.length > 0 && !gateMatches(current.serial_number.slice(-6), current.serial_number)) {',
    test: remoteWrite('asks for the gate again on the server'),
  },
  {
    name: 'a stale reading is good enough',
    file: 'lib/certificates/server/fresh-reading.ts',
    find: 'now - row.live_read_at <= maxAgeMs',
    replace: 'now - row.live_read_at <= maxAgeMs + 3_600_000',
    test: remoteWrite('sends nothing when no fresh reading can be had'),
  },
  {
    name: 'a RequestId is made up',
    file: 'lib/cloud/server/write-outcome.ts',
    find: 'requestId: answer?.requestId ?? null,',
    replace: "requestId: answer?.requestId ?? '00000000-0000-0000-0000-000000000000',",
    test: { project: 'unit', file: 'tests/unit/cloud/write-outcome.test.ts', title: 'silence until the deadline' },
  },
  {
    name: 'a tombstone without NotFound',
    file: 'lib/sync/server/verify.ts',
    find: "if (answer.error.kind !== 'not_found') return { kind: 'unreadable', failure: answer.error }",
    replace: "if (answer.error.kind === 'clock_off') return { kind: 'unreadable', failure: answer.error }",
    test: {
      project: 'contract',
      file: 'tests/contract/sync/turn.test.ts',
      title: 'buries what has vanished only after NotFound',
    },
  },
  {
    name: 'a pass that missed a row counts as complete',
    file: 'lib/sync/server/pass.ts',
    find: 'if (seen - unknown !== first || seen',
    replace: 'if (seen',
    test: {
      project: 'contract',
      file: 'tests/contract/sync/lying-list.test.ts',
      title: 'is not fooled by a deletion and an issuance',
    },
  },
  {
    name: 'a pass that is resumed leaves a page out',
    file: 'lib/sync/server/resume.ts',
    find: 'left: state }',
    replace: 'left: { ...state, nextPage: state.nextPage + 1 } }',
    test: {
      project: 'contract',
      file: 'tests/contract/sync/resumed-walk.test.ts',
      title: 'goes on at its place, is one pass',
    },
  },
  {
    name: 'scripts run without a nonce',
    file: 'lib/http/server/security-headers.ts',
    find: "`script-src ${nonce} 'strict-dynamic'",
    replace: "`script-src 'self' 'unsafe-inline'",
    test: { project: 'unit', file: 'tests/unit/http/security-headers.test.ts', title: 'runs scripts by nonce alone' },
  },
  {
    name: 'a slot is free at once',
    file: 'lib/cloud/server/limiter/occupancy.ts',
    find: 'return Math.ceil(end.respondedAt + occupancyMs - rebate)',
    replace: 'return Math.ceil(end.respondedAt - rebate)',
    test: { project: 'unit', file: 'tests/unit/cloud/occupancy.test.ts', title: 'when a slot is free again' },
  },
  {
    name: 'Origin is not looked at',
    file: 'lib/http/server/same-origin.ts',
    find: "headers.get('origin') === publicOrigin &&",
    replace: "headers.get('origin') !== publicOrigin + '/' &&",
    test: { project: 'unit', file: 'tests/unit/http/same-origin.test.ts', title: 'Sec-Fetch-Site' },
  },
  {
    name: 'seconds are taken for milliseconds',
    file: 'lib/cloud/server/records/times.ts',
    find: 'Math.abs(value) < smallestMilliseconds ? value * 1000 : value',
    replace: 'Math.abs(value) < smallestMilliseconds ? value : value',
    test: { project: 'unit', file: 'tests/unit/cloud/records.test.ts', title: 'times' },
  },
  {
    name: 'a viewer may revoke',
    file: 'lib/auth/roles.ts',
    find: "const viewer = ['inventory.read',",
    replace: "const viewer = ['certificate.revoke', 'inventory.read',",
    test: remoteWrite('lets only those revoke who may'),
  },
  {
    name: 'what arms the button is kept when a dialog is closed',
    file: 'components/certificates/writing/kept-words.ts',
    find: 'export function keepWords(of: Of, { ticket, comment }: Words): void {\n  if (ticket',
    replace:
      'export function keepWords(of: Of, { ticket, comment, ...arming }: Words): void {\n  if (ticket !== "" ) return void kept.set(keyOf(of), { ...arming, ticket, comment })\n  if (ticket',
    test: {
      project: 'unit',
      file: 'tests/unit/components/certificates/kept-words.test.ts',
      title: 'nothing that arms',
    },
  },
  {
    name: 'the gate stays filled when what was shown has changed',
    file: 'components/certificates/writing/readiness.ts',
    find: "return code === 'changed_since_shown' || code === 'gate_not_met' ?",
    replace: "return code === 'gate_not_met' ?",
    test: { project: 'unit', file: 'tests/unit/components/certificates/kept-words.test.ts', title: 'after a failure' },
  },
  {
    name: 'the certificate can be kept while its revocation runs',
    file: 'components/certificates/writing/write-footer.tsx',
    find: 'unavailable={isRunning ? held : undefined}',
    replace: 'unavailable={isRunning ? undefined : undefined}',
    test: {
      project: 'unit',
      file: 'tests/unit/components/certificates/write-footer.test.tsx',
      title: 'neither of its buttons',
    },
  },
]
