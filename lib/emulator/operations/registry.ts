import { operation as createClientCertificateWithCsr } from './CreateClientCertificateWithCsr.ts'
import { operation as createRevokeClientCertificate } from './CreateRevokeClientCertificate.ts'
import { operation as createServerCertificateWithCsr } from './CreateServerCertificateWithCsr.ts'
import type { Operation } from './define-operation.ts'
import { operation as deleteClientCertificate } from './DeleteClientCertificate.ts'
import { operation as describeCACertificate } from './DescribeCACertificate.ts'
import { operation as describeCACertificateList } from './DescribeCACertificateList.ts'
import { operation as describeClientCertificate } from './DescribeClientCertificate.ts'
import { operation as describeClientCertificateStatus } from './DescribeClientCertificateStatus.ts'
import { operation as describeClientCertificateStatusForSerialNumber } from './DescribeClientCertificateStatusForSerialNumber.ts'
import { operation as getCaInstanceCrlAddress } from './GetCaInstanceCrlAddress.ts'
import { operation as listCert } from './ListCert.ts'
import { operation as listClientCertificate } from './ListClientCertificate.ts'
import { operation as listRevokeCertificate } from './ListRevokeCertificate.ts'

const operations: readonly Operation[] = [
  listClientCertificate,
  listCert,
  describeClientCertificate,
  describeClientCertificateStatus,
  describeClientCertificateStatusForSerialNumber,
  createRevokeClientCertificate,
  deleteClientCertificate,
  listRevokeCertificate,
  createClientCertificateWithCsr,
  createServerCertificateWithCsr,
  describeCACertificate,
  describeCACertificateList,
  getCaInstanceCrlAddress,
]

/** Every operation by the name in x-acs-action. */
export const registry: ReadonlyMap<string, Operation> = new Map(
  operations.map((operation) => [operation.name, operation]),
)
