import type { PlanMode } from '../../core/plan-mode.ts';
import type { DatasetRequest } from '../dataset.ts';
import type { ProfileOptions } from '../profile-file.ts';
import type { QuestionOptions } from './question.ts';

/** As the command line declares them. Durations in milliseconds. */
export interface CompareOptions extends Omit<DatasetRequest, 'profile'>, ProfileOptions, QuestionOptions {
  url?: string;
  /** Connections an arm of paired operations. */
  clients: number;
  /** Connections an arm of slices: of mixes and of writes. */
  sliceClients: number;
  margin: number;
  warmup: number;
  block: number;
  slice: number;
  statementTimeout: number;
  proofTimeout: number;
  /** Parameter sets of the proof. */
  proof: number;
  planMode: PlanMode;
  /** What variants cost those who write is measured too. */
  writes: boolean;
  json?: boolean;
  details?: boolean;
  strata?: boolean;
  output: string;
}

/** What pairs and slices are told alike. */
export function loadOf({ seed, statementTimeout, warmup, planMode, stratum }: CompareOptions) {
  return { seed, statementTimeoutMs: statementTimeout, warmupMs: warmup, planMode, stratum };
}
