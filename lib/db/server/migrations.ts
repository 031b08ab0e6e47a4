import 'server-only'
import type { Migration } from 'kysely/migration'
import type { Engine } from './database.ts'
import { createFirstTables } from './migrations/0001-first-tables.ts'
import { createAuditCheckpoints } from './migrations/0002-audit-checkpoints.ts'
import { createEvidence } from './migrations/0003-evidence.ts'
import { addScheduledDeletion } from './migrations/0004-scheduled-deletion.ts'
import { createAuditShipping } from './migrations/0005-audit-shipping.ts'
import { indexCertificateSearch } from './migrations/0006-certificate-search.ts'
import { addCertificateReplacement } from './migrations/0007-certificate-replacement.ts'
import { createAnnotations } from './migrations/0008-annotations.ts'
import { createSavedViews } from './migrations/0009-saved-views.ts'
import { indexRevocationTimes } from './migrations/0010-revocation-times.ts'
import { indexCertificateOrders } from './migrations/0011-certificate-orders.ts'
import { indexDeletionPlaces } from './migrations/0012-deletion-places.ts'
import { addNameKeys } from './migrations/0013-name-keys.ts'
import { addApiFields } from './migrations/0014-api-fields.ts'
import { addMoreOrders } from './migrations/0015-more-orders.ts'
import { addSha1 } from './migrations/0016-sha1.ts'

/** Every migration by name; names sort in the order of their making. One that has been released is never edited. */
export function migrations(engine: Engine): Record<string, Migration> {
  return {
    '0001-first-tables': { up: (db) => createFirstTables(db, engine) },
    '0002-audit-checkpoints': { up: (db) => createAuditCheckpoints(db, engine) },
    '0003-evidence': { up: (db) => createEvidence(db, engine) },
    '0004-scheduled-deletion': { up: (db) => addScheduledDeletion(db, engine) },
    '0005-audit-shipping': { up: (db) => createAuditShipping(db, engine) },
    '0006-certificate-search': { up: (db) => indexCertificateSearch(db, engine) },
    '0007-certificate-replacement': { up: (db) => addCertificateReplacement(db, engine) },
    '0008-annotations': { up: (db) => createAnnotations(db, engine) },
    '0009-saved-views': { up: (db) => createSavedViews(db, engine) },
    '0010-revocation-times': { up: (db) => indexRevocationTimes(db) },
    '0011-certificate-orders': { up: (db) => indexCertificateOrders(db) },
    '0012-deletion-places': { up: (db) => indexDeletionPlaces(db) },
    '0013-name-keys': { up: (db) => addNameKeys(db, engine) },
    '0014-api-fields': { up: (db) => addApiFields(db, engine) },
    '0015-more-orders': { up: (db) => addMoreOrders(db, engine) },
    '0016-sha1': { up: (db) => addSha1(db, engine) },
  }
}
