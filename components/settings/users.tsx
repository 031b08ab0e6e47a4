'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ColumnHead, Table } from '#components/ui/table.tsx'
import type { User, UserWithOneTimePassword } from '#lib/auth/user.ts'
import { NewUserForm } from './new-user-form.tsx'
import { OneTimePassword } from './one-time-password.tsx'
import { OutcomeNote, type Outcome } from './outcome-note.tsx'
import { UserRow } from './user-row.tsx'

/** Everybody who has ever had an account. Users are disabled, never deleted: the audit names them. */
export function Users({ users, selfId }: { users: readonly User[]; selfId: string }) {
  const t = useTranslations('settings.users')
  const [granted, setGranted] = useState<UserWithOneTimePassword | null>(null)
  const [ended, setEnded] = useState<{ outcome: Outcome | null; code: string | null }>({ outcome: null, code: null })
  return (
    <div className="grid gap-4">
      <div>
        <Table label={t('label')} density="log" bleed={false} stacks>
          <thead>
            <tr>
              <ColumnHead>{t('email')}</ColumnHead>
              <ColumnHead className="w-40" from={780}>
                {t('name')}
              </ColumnHead>
              <ColumnHead className="w-32">{t('role')}</ColumnHead>
              <ColumnHead className="w-28">{t('state')}</ColumnHead>
              <ColumnHead className="w-60" align="right">
                {t('act')}
              </ColumnHead>
            </tr>
          </thead>
          <tbody>
            {users.map((user) => (
              <UserRow key={user.id} user={user} isSelf={user.id === selfId} onPassword={setGranted} onEnd={setEnded} />
            ))}
          </tbody>
        </Table>
        <OutcomeNote outcome={ended.outcome} failed={t(ended.code === 'last_admin' ? 'lastAdmin' : 'failed')} />
      </div>
      {granted === null ? null : <OneTimePassword granted={granted} />}
      <NewUserForm />
    </div>
  )
}
