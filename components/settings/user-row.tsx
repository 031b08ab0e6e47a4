'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { StatusMark } from '#components/ui/status-mark.tsx'
import { Cell, Row } from '#components/ui/table.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { changeRoleAction, disableUserAction, enableUserAction, resetPasswordAction } from '#lib/auth/actions.ts'
import { roles, type Role } from '#lib/auth/roles.ts'
import type { User, UserWithOneTimePassword } from '#lib/auth/user.ts'
import type { Result } from '#lib/core/result.ts'
import { outcomeOf, type Outcome } from './outcome-note.tsx'

type Change = { kind: 'role'; role: Role } | { kind: 'disable' } | { kind: 'enable' } | { kind: 'reset' }

/** One account and what an administrator may do to it. The server refuses to lose the last administrator. */
export function UserRow({
  user,
  isSelf,
  onPassword,
  onEnd,
}: {
  user: User
  isSelf: boolean
  onPassword: (granted: UserWithOneTimePassword) => void
  onEnd: (end: { outcome: Outcome | null; code: string | null }) => void
}) {
  const t = useTranslations('settings.users')
  const router = useRouter()
  const { mutate, isPending, variables } = useMutation({
    mutationFn: (change: Change) => send(user.id, change),
    onSuccess: (result) => {
      onEnd({ outcome: outcomeOf({ data: result, isError: false }), code: result.ok ? null : result.error.code })
      if (result.ok && 'oneTimePassword' in result.value) onPassword(result.value)
    },
    onError: () => {
      onEnd({ outcome: 'lost', code: null })
    },
    onSettled: () => {
      router.refresh()
    },
  })
  const busy = (kind: Change['kind']) => (isPending && variables.kind === kind ? t('busy') : undefined)
  const press = (change: Change) => () => {
    mutate(change)
  }
  return (
    <Row>
      <Cell phone="name">
        <span className="font-medium">
          <UntrustedText text={user.email} cut />
        </span>
      </Cell>
      <Cell phone="start" from={780} tone="quiet">
        <UntrustedText text={user.name} cut />
      </Cell>
      <Cell phone="middle">
        <select
          aria-label={t('roleOf', { email: user.email })}
          value={user.role}
          onChange={(event) => {
            const role = roles.find((known) => known === event.target.value)
            if (role !== undefined) mutate({ kind: 'role', role })
          }}
          className="h-6 rounded-control border border-control bg-sheet px-1.5 text-small max-rail:h-9"
        >
          {roles.map((role) => (
            <option key={role} value={role}>
              {t(`roles.${role}`)}
            </option>
          ))}
        </select>
      </Cell>
      <Cell phone="status">
        {user.disabledAt === null ? (
          <StatusMark mark="valid">{t('enabled')}</StatusMark>
        ) : (
          <StatusMark mark="expired">{t('disabled')}</StatusMark>
        )}
      </Cell>
      <Cell phone="strip" align="right">
        <span className="inline-flex gap-2">
          <Button
            size="small"
            unavailable={isSelf ? t('ownPassword') : undefined}
            busy={busy('reset')}
            onClick={press({ kind: 'reset' })}
          >
            {t('reset')}
          </Button>
          {user.disabledAt === null ? (
            <Button size="small" busy={busy('disable')} onClick={press({ kind: 'disable' })}>
              {t('disable')}
            </Button>
          ) : (
            <Button size="small" busy={busy('enable')} onClick={press({ kind: 'enable' })}>
              {t('enable')}
            </Button>
          )}
        </span>
      </Cell>
    </Row>
  )
}

async function send(userId: string, change: Change): Promise<Result<User | UserWithOneTimePassword, { code: string }>> {
  switch (change.kind) {
    case 'role':
      return changeRoleAction({ userId, role: change.role })
    case 'disable':
      return disableUserAction({ userId })
    case 'enable':
      return enableUserAction({ userId })
    case 'reset':
      return resetPasswordAction({ userId })
  }
}
