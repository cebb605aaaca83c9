import { createHash } from 'node:crypto';
import type { ExperimentArm } from '../entities/experiment.ts';

const BYTES = 6;

/**
 * Which version answers a subject: SHA-256 of the experiment's id and the subject as a number from 0 to 1, and the candidate below
 * the share. So it is the same in every process and for ever; a share that grows adds subjects to the candidate and takes none
 * away; and two experiments divide the same subjects independently. 2⁴⁸ values: shares are met to 4e-15.
 */
export function armOf(experimentId: string, subject: string, share: number): ExperimentArm {
  const digest = createHash('sha256').update(`${experimentId} ${subject}`).digest();
  return digest.readUIntBE(0, BYTES) / 2 ** (8 * BYTES) < share ? 'CANDIDATE' : 'CONTROL';
}
