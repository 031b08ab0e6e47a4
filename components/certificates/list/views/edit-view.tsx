'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { changeViewAction } from '#lib/views/actions.ts'
import type { SavedView } from '#lib/views/schema.ts'
import type { ViewActs } from './use-view-acts.ts'
import { useNameError, ViewFields } from './view-fields.tsx'

/** Name and sharing of one's own view, and its end. */
export function EditView({
  view,
  acts,
  mayShare,
  onSaved,
  onCancel,
  onDelete,
}: {
  view: SavedView
  acts: ViewActs
  mayShare: boolean
  onSaved: (view: SavedView) => void
  onCancel: () => void
  onDelete: () => void
}) {
  const t = useTranslations('views')
  const [name, setName] = useState(view.name)
  const nameError = useNameError(name)
  const [isShared, setShared] = useState(view.isShared)
  const change = () => {
    const asked = { id: view.id, ...(name !== view.name && { name }), ...(isShared !== view.isShared && { isShared }) }
    void acts.run(() => changeViewAction(asked)).then((changed) => changed !== null && onSaved(changed))
  }
  return (
    <form
      className="mb-1 bg-well px-4 pt-2.5 pb-2.5"
      onSubmit={(event) => {
        event.preventDefault()
        if (nameError === undefined) change()
      }}
    >
      <ViewFields
        id={`view-${view.id}`}
        name={name}
        error={nameError}
        isShared={isShared}
        mayShare={mayShare || view.isShared}
        onName={setName}
        onShared={setShared}
      />
      <span className="mt-2 flex justify-end gap-2">
        <span className="mr-auto">
          <Button size="small" onClick={onDelete}>
            {t('delete')}
          </Button>
        </span>
        <Button size="small" onClick={onCancel}>
          {t('cancel')}
        </Button>
        <Button size="small" look="primary" type="submit" busy={acts.isRunning ? t('saving') : undefined}>
          {t('save')}
        </Button>
      </span>
    </form>
  )
}
