/* SPDX-License-Identifier: MIT */
/* A dynamic program that does nothing: what starting any of them costs. */
int main(void)
{
	return 0;
}
