import { Question } from './question.ts';

export interface StepUpQuestion {
  /** A password or a code by message is not enough. */
  needsSecondFactor: boolean;
}

/** Whether the person has shown once more who they are. */
export const stepUpQuestion = new Question<StepUpQuestion, boolean>(false);

/** Recovery codes, shown this once; answered when the person says that they are kept. */
export const recoveryCodesQuestion = new Question<readonly string[], void>(undefined);
