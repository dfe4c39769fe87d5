// Corotui is a terminal program for the webhooks of the Coro platform.
package main

func main() {}
