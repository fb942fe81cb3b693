import * as contract from '@sutra/contracts/second-factors';
import { type Route, route } from '@sutra/kernel/http/route';
import type { Proofs } from '../dpop.ts';
import { clientOf } from '../sign-in.routes.ts';
import type { OwnFactors } from './own-factors.service.ts';
import type { SecondStep } from './second-step.service.ts';
import type { StepUps } from './step-up.service.ts';

export interface FactorRoutesOptions {
  proofs: Proofs;
  secondStep: SecondStep;
  stepUps: StepUps;
  own: OwnFactors;
}

export function factorRoutes({ proofs, secondStep, stepUps, own }: FactorRoutesOptions): Route[] {
  return [
    route(contract.verifySecondFactor, ({ body }, context) => secondStep.finish(context, body)),
    route(contract.beginPasskeySignIn, (_, context) => secondStep.beginPasskey(context)),
    route(contract.signInWithPasskey, async ({ body }, context) =>
      secondStep.withPasskey(context, body, await clientOf(proofs, context, body)),
    ),
    route(contract.beginStepUp, (_, context) => stepUps.begin(context)),
    route(contract.stepUp, ({ body }, context) => stepUps.run(context, body.proof)),
    route(contract.listSecondFactors, (_, context) => own.list(context)),
    route(contract.beginTotp, (_, context) => own.beginTotp(context)),
    route(contract.confirmTotp, ({ body }, context) => own.confirmTotp(context, body.code)),
    route(contract.removeTotp, (_, context) => own.removeTotp(context)),
    route(contract.makeRecoveryCodes, (_, context) => own.makeRecoveryCodes(context)),
    route(contract.beginPasskey, (_, context) => own.beginPasskey(context)),
    route(contract.addPasskey, ({ body }, context) => own.addPasskey(context, body)),
    route(contract.removePasskey, ({ params }, context) => own.removePasskey(context, params.passkeyId)),
  ];
}
