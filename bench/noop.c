/* The program that ends at once: what start-to-exit is measured with. */
int main(void) { return 0; }
