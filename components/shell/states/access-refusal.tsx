import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { can, type Role } from '#lib/auth/roles.ts'
import { paths } from '#lib/core/paths.ts'
import type { AccessError } from '#lib/service/server/verb.ts'
import { Forbidden } from './forbidden.tsx'
import { NothingHere } from './nothing-here.tsx'

/**
 * What a page shows when its verb did not let the reader in: the way to sign in and back here, the way to a new
 * password, or the right that is missing. `role` is null for somebody who is not signed in.
 */
export function AccessRefusal({
  error,
  role,
  here,
}: {
  error: AccessError
  role: Role | null
  here: string
}): ReactNode {
  if (error.code === 'unauthenticated' || role === null) {
    redirect(`${paths.signIn}?next=${encodeURIComponent(here)}`)
  }
  switch (error.code) {
    case 'password_change_required':
      redirect(paths.settings)
      break
    case 'forbidden':
      return (
        <Forbidden
          role={role}
          heldBy={error.heldBy}
          auditSequence={error.auditSequence}
          mayReadAudit={can(role, 'audit.read')}
        />
      )
    case 'invalid_input':
      return <NothingHere />
  }
}
