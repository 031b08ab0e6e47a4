import 'server-only'
import { z } from 'zod'
import { canonicalJson } from '#lib/core/canonical-json.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import { isSigned, type AuditKey } from './audit-key.ts'

/** The version of the statement's form. */
const CHECKPOINT_VERSION = 1

/** Where the chain stood, in the words that the key has signed. */
export type Checkpoint = {
  /** The record that it names. */
  readonly sequence: number
  /** That record's place in the chain. */
  readonly hash: string
  /** Epoch ms: when it was signed, and never earlier than a record before it. */
  readonly at: number
  readonly keyId: string
  /** SubjectPublicKeyInfo, DER, as hex. */
  readonly publicKey: string
  /** The exact bytes that are signed. */
  readonly statement: string
  readonly signature: string
}

/** A checkpoint of one record of the chain. */
export function signCheckpoint(key: AuditKey, of: { sequence: number; hash: string; at: number }): Checkpoint {
  const statement = statementOf({ ...of, keyId: key.id })
  return {
    ...of,
    keyId: key.id,
    publicKey: key.publicKey,
    statement,
    signature: key.sign('checkpoint', statement),
  }
}

/** Whether its key has signed what the searchable columns say. Whose key that is, and what the chain says, is asked elsewhere. */
export function isCheckpointTrue(checkpoint: Checkpoint): boolean {
  return checkpoint.statement === statementOf(checkpoint) && isSigned('checkpoint', checkpoint)
}

/** The checkpoint of such a line; null where it is none that its key has signed. */
export function parseCheckpointLine(line: string): Checkpoint | null {
  const [, statement = '', publicKey = '', signature = ''] =
    /^\{"checkpoint":(\{[^{}]*\}),"publicKey":"([0-9a-f]+)","signature":"([0-9a-f]+)"\}\n$/.exec(line) ?? []
  if (statement === '') return null
  try {
    const { at, ...place } = said.parse(JSON.parse(statement))
    const checkpoint = { ...place, at: Date.parse(at), publicKey, statement, signature }
    return isCheckpointTrue(checkpoint) ? checkpoint : null
  } catch {
    return null
  }
}

const said = z.object({ sequence: z.int(), hash: z.string(), at: z.string(), keyId: z.string() })

/** One line, as it is exported and shipped. FORMAT.md, "Checkpoint line". */
export function checkpointLine({ statement, publicKey, signature }: Checkpoint): string {
  return `{"checkpoint":${statement},"publicKey":"${publicKey}","signature":"${signature}"}\n`
}

function statementOf({ sequence, hash, at, keyId }: Pick<Checkpoint, 'sequence' | 'hash' | 'at' | 'keyId'>): string {
  return canonicalJson({ v: CHECKPOINT_VERSION, sequence, hash, at: rfc3339(at), keyId })
}
