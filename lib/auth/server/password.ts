import 'server-only'
import { argon2, timingSafeEqual, type Argon2Parameters } from 'node:crypto'

/** Cost of one hash: memory in KiB, passes, lanes. */
type Cost = { readonly memory: number; readonly passes: number; readonly parallelism: number }

/** OWASP's Password Storage Cheat Sheet, argon2id: m = 19 MiB, t = 2, p = 1. */
const COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 }
const TAG_BYTES = 32
const SALT_BYTES = 16

/**
 * Hashes a password with argon2id (RFC 9106) into a PHC string. NFKC first: the same password typed on another
 * keyboard may arrive in other code points (NIST SP 800-63B, 3.1.1.2).
 */
export async function hashPassword(password: string, randomBytes: (size: number) => Buffer): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const tag = await argon2id(password, salt, COST, TAG_BYTES)
  return `$argon2id$v=19$m=${String(COST.memory)},t=${String(COST.passes)},p=${String(COST.parallelism)}$${unpadded(salt)}$${unpadded(tag)}`
}

/** Whether the password belongs to the hash. A string that is no PHC string of argon2id belongs to none. */
export async function verifyPassword(password: string, phc: string): Promise<boolean> {
  const parsed = parsePhc(phc)
  if (!parsed) return false
  const tag = await argon2id(password, parsed.salt, parsed.cost, parsed.tag.length)
  return timingSafeEqual(tag, parsed.tag)
}

/**
 * A hash that no password has, at the present cost: an unknown account is checked against it, so that its answer
 * takes as long as that of a known one.
 */
export const NO_ACCOUNT_HASH = `$argon2id$v=19$m=${String(COST.memory)},t=${String(COST.passes)},p=${String(COST.parallelism)}$${unpadded(Buffer.alloc(SALT_BYTES))}$${unpadded(Buffer.alloc(TAG_BYTES))}`

function argon2id(password: string, nonce: Buffer, cost: Cost, tagLength: number): Promise<Buffer> {
  const parameters: Argon2Parameters = { message: password.normalize('NFKC'), nonce, tagLength, ...cost }
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (cause, tag) => {
      if (cause) reject(cause)
      else resolve(tag)
    })
  })
}

function parsePhc(phc: string): { cost: Cost; salt: Buffer; tag: Buffer } | null {
  const match = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([\w+/-]{11,86})\$([\w+/-]{22,86})$/.exec(phc)
  if (!match) return null
  const [, memory, passes, parallelism, salt = '', tag = ''] = match
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

/** The base64 of PHC strings: no padding. */
function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
