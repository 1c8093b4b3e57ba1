/* SPDX-License-Identifier: MIT */
/*
 * The table of AADSTS codes that concern applications signing in by
 * themselves.  Rows are only data: a new code is a new row, in order.
 */
#include "model/aadsts.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

#define OTHER_CLOUD "check the tenant and the cloud of the principal; a " \
	"tenant lives in one cloud only ('lanyard cloud list')"
#define UNKNOWN_APPLICATION "check the client id (the 'Application (client) " \
	"ID' of the app registration), then the tenant and the cloud"
#define REAL_TENANT "name the tenant itself (its GUID or a verified domain)"
#define SCOPE_HINT "ask for RESOURCE/.default, and check how the resource is " \
	"spelled in this cloud ('lanyard cloud show')"
#define CREDENTIAL_HINT "compare issuer, subject and audience of the " \
	"assertion with the federated credential of the app registration; a " \
	"new one takes some minutes to be known everywhere"
#define THROTTLED "wait; the program backs off by itself"

static const struct aadsts table[] = {
	{ 28002, "the scopes belong to more than one resource",
	  "ask for one resource a request" },
	{ 50001, "the resource is not known in this tenant", SCOPE_HINT },
	{ 50012, "the signature of the client assertion is wrong",
	  "the certificate used is not the one of the app registration" },
	{ 50034, "the account does not exist in this tenant", OTHER_CLOUD },
	{ 50049, "the authority is not known", OTHER_CLOUD },
	{ 50053, "the account is locked, or the address is blocked",
	  "ask the administrator of the tenant" },
	{ 50057, "the account is disabled",
	  "ask the administrator of the tenant to enable it" },
	{ 50059, "the tenant cannot be told from the request", REAL_TENANT },
	{ 50105, "the application is assigned to nobody of that name",
	  "ask the owner of the application to assign it" },
	{ 50194, "the application is for a single tenant", REAL_TENANT },
	{ 50196, "the authority sees the same request in a loop",
	  "the token cache does not seem to work here; look at the warnings" },
	{ 51000, "the feature is not enabled for this application",
	  "turn the feature off in the principal" },
	{ 53003, "access is blocked by a Conditional Access policy",
	  "ask the administrator which policy applies to this application "
	  "and from which addresses it may sign in" },
	{ 65001, "consent to the resource is missing",
	  "an administrator of the tenant has to consent to the permissions "
	  "of the application" },
	{ 70001, "the application is not known in this tenant",
	  UNKNOWN_APPLICATION },
	{ 70003, "the grant is not supported here",
	  "the authority does not know this sign-in method" },
	{ 70011, "the scope is not valid", SCOPE_HINT },
	{ 70021, "no federated credential matches the assertion",
	  CREDENTIAL_HINT },
	{ 70025, "the application has no federated credential",
	  "add one to the app registration" },
	{ 90002, "the tenant was not found", OTHER_CLOUD },
	{ 90014, "a field is missing from the request, or stands twice",
	  "please report this as a fault of the program" },
	{ 90024, "the authority is busy", THROTTLED },
	{ 90033, "the authority is unavailable for the moment", THROTTLED },
	{ 90038, "the tenant lives in another national cloud", OTHER_CLOUD },
	{ 90055, "the tenant is throttled", THROTTLED },
	{ 90124, "the resource cannot be asked for at this tenant",
	  REAL_TENANT },
	{ 90130, "the application cannot sign in at this tenant", REAL_TENANT },
	{ 100007, "the application may not use a regional endpoint",
	  "use the cloud's own authority" },
	{ 500011, "the resource is not known in this tenant", SCOPE_HINT },
	{ 500021, "access to the tenant is restricted",
	  "ask the network's administrator about tenant restrictions" },
	{ 500212, "the organisation's policy forbids access to that tenant",
	  "ask the administrator of the tenant" },
	{ 500213, "that tenant's policy forbids access from here",
	  "ask the administrator of that tenant" },
	{ 650057, "the resource is not on the application's list",
	  "add the permission to the app registration" },
	{ 700011, "the application is not known in this tenant",
	  UNKNOWN_APPLICATION },
	{ 700016, "the application is not known in this tenant",
	  UNKNOWN_APPLICATION },
	{ 700021, "the client assertion names another application",
	  "check the client id of the principal" },
	{ 700022, "the scopes belong to more than one resource",
	  "ask for one resource a request" },
	{ 700023, "the client assertion has another audience, or the scope "
	  "names no resource",
	  "check the cloud and the tenant of the principal, and the scope" },
	{ 700024, "the client assertion is out of its time range",
	  "check this machine's clock, or get a fresh assertion" },
	{ 700025, "the application is a public client, which proves nothing",
	  "a public client takes no secret; use an app registration that is "
	  "none ('Allow public client flows' is off)" },
	{ 700027, "the certificate is not registered with the application",
	  "upload it to the app registration, or compare thumbprints" },
	{ 700030, "the certificate's name or issuer is not authorised",
	  "turn 'send_certificate_chain' on, or register the certificate" },
	{ 700211, "no federated credential has this issuer", CREDENTIAL_HINT },
	{ 700212, "no federated credential has this audience",
	  CREDENTIAL_HINT },
	{ 700213, "no federated credential has this subject",
	  CREDENTIAL_HINT },
	{ 700223, "the tenant does not allow federation with this issuer",
	  "ask the administrator of the tenant" },
	{ 700229, "the assertion is a user's token",
	  "only an application's token can stand in for a secret" },
	{ 700238, "the issuer of the assertion is not allowed by the tenant",
	  "ask the administrator of the tenant" },
	{ 900144, "a field is missing from the request",
	  "please report this as a fault of the program" },
	{ 900382, "an application cannot sign in across clouds", OTHER_CLOUD },
	{ 900432, "an application cannot sign in across clouds", OTHER_CLOUD },
	{ 901002, "the authority takes no 'resource' here",
	  "please report this as a fault of the program" },
	{ 1002012, "an application must ask for RESOURCE/.default",
	  SCOPE_HINT },
	{ 7000112, "the application is disabled",
	  "ask the administrator of the tenant to enable it" },
	{ 7000215, "the client secret is wrong",
	  "give the secret's value, not its id, and check the file for a "
	  "stray character" },
	{ 7000216, "a client secret or assertion is missing",
	  "give the principal a credential" },
	{ 7000218, "a client secret or assertion is missing",
	  "give the principal a credential" },
	{ 7000222, "the client secret has expired",
	  "make a new secret in the app registration; federation or a managed "
	  "identity would need none" },
	{ 9001023, "an application cannot sign in at this kind of tenant",
	  REAL_TENANT },
};

static int compare(const void *key, const void *row)
{
	int code = *(const int *)key;
	int other = ((const struct aadsts *)row)->code;

	return (code > other) - (code < other);
}

const struct aadsts *aadsts_find(int code)
{
	return bsearch(&code, table, array_size(table), sizeof(table[0]),
		       compare);
}

int aadsts_in(const char *text)
{
	while ((text = strstr(text, "AADSTS")) != NULL) {
		long code;

		text += strlen("AADSTS");
		if (*text < '0' || *text > '9')
			continue;
		code = strtol(text, NULL, 10);
		if (code > 0 && code < 100000000)
			return (int)code;
	}
	return 0;
}
