// SPDX-License-Identifier: MIT
//
// One token of a managed identity, by MSAL: the argument is JSON with id (the
// identity's parameters, or none) and resource. Prints MSAL's result.

import { ManagedIdentityApplication } from '@azure/msal-node';

const { id, resource } = JSON.parse(process.argv[2]);
const application = new ManagedIdentityApplication({
	managedIdentityIdParams: id,
	system: { disableInternalRetries: true },
});

console.log(JSON.stringify(await application.acquireToken({ resource })));
