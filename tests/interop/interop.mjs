// SPDX-License-Identifier: MIT
//
// Microsoft's own client (MSAL) signs in to the test authority, under the
// production names, by each credential of a machine. That it can is what
// makes the authority a likeness; ./run prepares everything and starts this.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { ConfidentialClientApplication } from '@azure/msal-node';

import { finish, point } from './points.mjs';
import { networkClient, send } from './relay.mjs';

const work = process.env.work;
const tenant = process.env.tenant;
const client = process.env.client;
const reusing = process.env.client_reusing;
const authority = `https://login.microsoftonline.com/${tenant}`;
const scopes = ['https://management.azure.com/.default'];
const exchange = 'api://AzureADTokenExchange';

const read = (name) => fs.readFileSync(path.join(work, name), 'utf8');
const thumbprint = (name, digest) =>
	execFileSync('openssl', ['x509', '-noout', '-fingerprint', `-${digest}`,
		'-in', path.join(work, `${name}.crt`)], { encoding: 'utf8' })
		.replace(/^.*=/, '').replaceAll(':', '').trim();

function application(auth) {
	return new ConfidentialClientApplication({
		auth: { clientId: client, authority, ...auth },
		system: { networkClient },
	});
}

async function signIn(auth, request = { scopes }) {
	return application(auth).acquireTokenByClientCredential(request);
}

// The token opens the resource, as the client that asked for it.
async function opens(result, appid = client) {
	const answer = await send('GET', 'https://management.azure.com/subscriptions', {
		headers: { Authorization: `Bearer ${result.accessToken}` },
	});
	assert.equal(answer.status, 200);
	assert.equal(answer.body.appid, appid);
	const left = (result.expiresOn - Date.now()) / 1000;
	assert.ok(left > 3500 && left < 90000, `expires in ${left} s`);
}

async function isRefused(auth, aadsts, request) {
	await assert.rejects(signIn(auth, request), (error) => {
		assert.match(error.message, new RegExp(aadsts));
		return true;
	});
}

// MSAL chooses the source of managed identities once a process.
function managedIdentity(env, id, resource = 'https://management.azure.com/') {
	const output = execFileSync(process.execPath,
		[path.join(import.meta.dirname ?? '.', 'managed-identity.mjs'),
			JSON.stringify({ id, resource })],
		{ env: { PATH: process.env.PATH, ...env }, encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'pipe'] });
	const result = JSON.parse(output);
	return { ...result, expiresOn: new Date(result.expiresOn) };
}

const assertion = () =>
	execFileSync(process.env.issuer, ['--directory', path.join(work, 'issuer'),
		'--issuer', 'https://cluster.example', '--subject',
		'system:serviceaccount:apps:web', '--audience', exchange],
	{ encoding: 'utf8' }).trim();
const own = () => ({
	thumbprintSha256: thumbprint('own', 'sha256'),
	privateKey: read('own.key'),
});

// --- secrets

await point('a client secret signs in', async () =>
	opens(await signIn({ clientSecret: read('secret') })));
await point('a wrong one does not', () =>
	isRefused({ clientSecret: 'wrong' }, '7000215'));
await point('an unknown tenant is told of', () =>
	isRefused({ clientSecret: 'any',
		authority: 'https://login.microsoftonline.com/nobody.example' },
	'90002|endpoints_resolution_error'));
await point('a login host that MSAL does not know, by discovery', async () =>
	opens(await signIn({ clientSecret: read('secret'),
		authority: `https://login.private.example/${tenant}`,
		knownAuthorities: ['login.private.example'] })));

// --- certificates

await point('a certificate signs in, by PS256 and x5t#S256', async () =>
	opens(await signIn({ clientCertificate: own() })));
await point('a certificate signs in, by RS256 and x5t', async () =>
	opens(await signIn({ clientCertificate: {
		thumbprint: thumbprint('own', 'sha1'), privateKey: read('own.key') } })));
await point('a registered certificate may bring its chain', async () =>
	opens(await signIn({ clientCertificate: { ...own(), x5c: read('own.crt') } })));
await point('a certificate known by name and issuer signs in with x5c', async () =>
	opens(await signIn({ clientCertificate: {
		thumbprintSha256: thumbprint('named', 'sha256'),
		privateKey: read('named.key'),
		x5c: read('named.crt') + read('ca.crt') } })));
await point('but not without x5c', () =>
	isRefused({ clientCertificate: {
		thumbprintSha256: thumbprint('named', 'sha256'),
		privateKey: read('named.key') } }, '700027'));
await point('a key that is not the certificate\'s does not sign in', () =>
	isRefused({ clientCertificate: { ...own(), privateKey: read('named.key') } },
		'50012'));
await point('MSAL uses an assertion twice, which is let pass where configured',
	async () => {
		const app = application({ clientId: reusing, clientCertificate: own() });
		await opens(await app.acquireTokenByClientCredential({ scopes }), reusing);
		await app.acquireTokenByClientCredential({
			scopes: ['https://graph.microsoft.com/.default'] });
	});
await point('and refused elsewhere', async () => {
	const app = application({ clientCertificate: own() });
	await opens(await app.acquireTokenByClientCredential({ scopes }));
	await assert.rejects(app.acquireTokenByClientCredential({
		scopes: ['https://graph.microsoft.com/.default'] }), /invalid_client/);
});
await point('a certificate signs in at AD FS, by RS256', async () =>
	opens(await signIn({ authority: 'https://adfs.private.example/adfs',
		knownAuthorities: ['adfs.private.example'],
		clientCertificate: { thumbprint: thumbprint('own', 'sha1'),
			privateKey: read('own.key') } })));

// --- assertions of others

await point('an assertion of another issuer signs in', async () =>
	opens(await signIn({ clientAssertion: assertion() })));
await point('so does a function that gets one', async () =>
	opens(await signIn({ clientAssertion: async () => assertion() })));
await point('an assertion that nobody is registered for does not', () =>
	isRefused({ clientAssertion: assertion().replace(/^[^.]*/, 'e30') }, '50027'));

// --- managed identities

const metadata = process.env.AUTHORITY_METADATA;
const imds = { AZURE_POD_IDENTITY_AUTHORITY_HOST: metadata };
const one = '55555555-5555-4555-8555-555555555551';

await point('the identity of the system, from IMDS', async () =>
	opens(managedIdentity(imds), '55555555-5555-4555-8555-555555555550'));
await point('one by client id, from IMDS', async () =>
	opens(managedIdentity(imds, { userAssignedClientId: one }), one));
await point('one by object id, from IMDS', async () =>
	opens(managedIdentity(imds, { userAssignedObjectId:
		'66666666-6666-4666-8666-666666666661' }), one));
await point('one by resource id, from IMDS', async () =>
	opens(managedIdentity(imds, { userAssignedResourceId:
		'/subscriptions/44444444-4444-4444-8444-444444444444/resourceGroups/tests' +
		'/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one' }), one));
await point('one by client id, from App Service', async () =>
	opens(managedIdentity({ IDENTITY_ENDPOINT: `${metadata}/app-service/token`,
		IDENTITY_HEADER: read('authority/identity-header') },
	{ userAssignedClientId: one }), one));
await point('the user, from Cloud Shell', async () =>
	opens(managedIdentity({ MSI_ENDPOINT: `${metadata}/cloud-shell/oauth2/token` }),
		'77777777-7777-4777-8777-777777777777'));
await point('a managed identity signs a client in', async () => {
	const { accessToken } = managedIdentity(imds, { userAssignedClientId: one },
		exchange);
	await opens(await signIn({ clientAssertion: accessToken }));
});

finish();
