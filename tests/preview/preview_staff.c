#include "preview.h"
void preview_staff(void)
{
}
