# Each target is one line of Maven; see CONTRIBUTING.md.
.PHONY: build quick verify wildfly liberty soak fuzz demo devnet bench format

build: ; mvn -q -DskipTests verify
quick: ; mvn -q -Pquick verify
verify: ; mvn verify
wildfly: ; mvn -Pwildfly verify
liberty: ; mvn -Pliberty verify
soak: ; mvn -Psoak verify
fuzz: ; mvn -Pfuzz verify
demo: ; mvn -Pdemo
devnet: ; mvn -Pdevnet
bench: ; mvn -Pbench verify
format: ; mvn -q spotless:apply
