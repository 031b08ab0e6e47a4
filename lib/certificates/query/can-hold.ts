import type { CertificateStatus, StatusFilter } from '../status.ts'
import type { QueryNode } from './query.ts'

/** Whether a query may hold of a certificate in this status, as far as the status alone tells. */
export function canHold(node: QueryNode, status: CertificateStatus): boolean {
  return told(node, status) !== false
}

/** Null: by something else. */
function told(node: QueryNode, status: CertificateStatus): boolean | null {
  switch (node.kind) {
    case 'and':
      return every(node.parts.map((part) => told(part, status)))
    case 'or':
      return opposite(every(node.parts.map((part) => opposite(told(part, status)))))
    case 'not':
      return opposite(told(node.part, status))
    case 'term':
      return node.condition.field === 'status' ? isAmong(status, node.condition.values) : null
  }
}

function every(parts: readonly (boolean | null)[]): boolean | null {
  if (parts.includes(false)) return false
  return parts.includes(null) ? null : true
}

function opposite(holds: boolean | null): boolean | null {
  return holds === null ? null : !holds
}

/** What expires soon is valid; whether a valid one does, its end tells. */
function isAmong(status: CertificateStatus, values: readonly StatusFilter[]): boolean | null {
  if (values.includes(status)) return true
  return status === 'valid' && values.includes('expiring') ? null : false
}
