import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PasswordForm } from '#components/settings/password-form.tsx'
import { RamCheck } from '#components/settings/ram-check.tsx'
import { Sessions } from '#components/settings/sessions.tsx'
import { Standing } from '#components/settings/standing.tsx'
import { Users } from '#components/settings/users.tsx'
import { ClientMessages } from '#components/shell/client-messages.tsx'
import { AccessRefusal } from '#components/shell/states/access-refusal.tsx'
import { DocumentPage, Section } from '#components/ui/document.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { listUsers } from '#lib/auth/server/users/list-users.ts'
import { can } from '#lib/auth/roles.ts'
import { paths } from '#lib/core/paths.ts'
import { contextFor } from '#lib/http/server/context.ts'
import { getSettings } from '#lib/settings/server/get.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('title') }
}

/** One's own password and sessions; what the console stands on; users for administrators. */
export default async function SettingsPage() {
  const t = await getTranslations('settings')
  const actor = await currentActor()
  const ctx = await contextFor(actor)
  const settings = await getSettings(ctx, {})
  const user = actor.kind === 'user' ? actor : null
  const mustChange = !settings.ok && settings.error.code === 'password_change_required'
  if (!settings.ok && !mustChange) {
    return <AccessRefusal error={settings.error} role={user?.role ?? null} here={paths.settings} />
  }
  const users = user && !mustChange && can(user.role, 'users.manage') ? await listUsers(ctx, {}) : null
  return (
    <ClientMessages namespaces={['settings']}>
      <DocumentPage>
        <h1 className="text-title">{t('title')}</h1>
        {mustChange ? <Notice title={t('password.must')} /> : null}
        <Section id="password" title={t('password.title')}>
          <PasswordForm />
        </Section>
        {settings.ok ? (
          <>
            <Section id="sessions" title={t('sessions.title')}>
              <Sessions sessions={settings.value.sessions} />
            </Section>
            <Section id="standing" title={t('standing.title')}>
              <Standing settings={settings.value} />
            </Section>
            <Section id="ram" title={t('ram.title')}>
              <RamCheck />
            </Section>
          </>
        ) : null}
        {users?.ok === true && user !== null ? (
          <Section id="users" title={t('users.title')}>
            <Users users={users.value.items} selfId={user.userId} />
          </Section>
        ) : null}
      </DocumentPage>
    </ClientMessages>
  )
}
