/** PostgreSQL refuses to run as root: there it is given nobody's ids, without adding a user to the host. */
const NOBODY = 65534

export function unprivileged(): { uid?: number; gid?: number } {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
}
