import type { Role } from './roles.ts'

/** Who does something. The audit names every one of them. */
export type Actor = UserActor | DeputyActor | AnonymousActor | WorkerActor | ShellActor

/** A signed-in user; `address` is the peer's, or the one that a trusted proxy forwarded. */
export type UserActor = {
  readonly kind: 'user'
  readonly userId: string
  readonly email: string
  readonly name: string
  readonly role: Role
  /** SHA-256 of the session id, as the sessions table holds it. */
  readonly sessionHash: string
  readonly mustChangePassword: boolean
  readonly address: string
}
/**
 * A loop of the worker that carries out what a user asked for earlier: in that user's name, with the rights that the
 * user has now. There is no session, and nobody at an address.
 */
export type DeputyActor = {
  readonly kind: 'deputy'
  /** The loop. */
  readonly worker: string
  readonly userId: string
  readonly email: string
  readonly role: Role
}
export type AnonymousActor = { readonly kind: 'anonymous'; readonly address: string }
/** A loop of the worker process: `sync`, `reconcile`. */
export type WorkerActor = { readonly kind: 'worker'; readonly name: string }
/** Somebody at the machine's own shell (`admin:reset`, first start). */
export type ShellActor = { readonly kind: 'shell' }

/** The one word by which lists and the audit name an actor. */
export function actorLabel(actor: Actor): string {
  switch (actor.kind) {
    case 'user':
    case 'deputy':
      return actor.email
    case 'anonymous':
      return 'anonymous'
    case 'worker':
      return `worker:${actor.name}`
    case 'shell':
      return 'shell'
  }
}
