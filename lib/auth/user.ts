import type { Role } from './roles.ts'

/** A user as lists show it. Times are RFC 3339 UTC. */
export type User = {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly createdAt: string
  readonly disabledAt: string | null
  readonly mustChangePassword: boolean
}

/** A user and a password that is shown this once. */
export type UserWithOneTimePassword = { readonly user: User; readonly oneTimePassword: string }

/** One open session of a user. `id` is the hash that the store holds: it opens nothing. */
export type Session = {
  readonly id: string
  readonly createdAt: string
  readonly lastSeenAt: string
  readonly expiresAt: string
  readonly address: string
  /** Chosen by the client: untrusted text. */
  readonly userAgent: string
  readonly isCurrent: boolean
}
