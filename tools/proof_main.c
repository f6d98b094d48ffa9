/* The empty program around a link proof: it links one folder with only the folders below it.
 * SPDX-License-Identifier: Apache-2.0 */
int main(void)
{
    return 0;
}
