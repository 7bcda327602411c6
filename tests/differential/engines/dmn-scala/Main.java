package differential;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.camunda.dmn.DmnEngine;
import org.camunda.dmn.parser.ParsedDecision;
import org.camunda.dmn.parser.ParsedDmn;
import scala.jdk.javaapi.CollectionConverters;
import scala.util.Either;

/** The DMN engine of Camunda 8. It reads DMN 1.1 to 1.3: a later namespace is renamed to that of 1.3 before. */
public final class Main implements Engine {
    private static final String KNOWN = "https://www.omg.org/spec/DMN/20191111/MODEL/";

    private final DmnEngine engine = new DmnEngine.Builder().escapeNamesWithSpaces(true).escapeNamesWithDashes(true).build();
    private final Map<String, ParsedDmn> read = new HashMap<>();

    @Override
    public Object expression(String text) {
        throw new UnsupportedOperationException("its expressions are those of feel-scala");
    }

    @Override
    public Map<String, Object> decisions(String path, Map<String, Object> inputs) throws Exception {
        if (!read.containsKey(path)) {
            String text = Files.readString(Path.of(path)).replaceAll("https://www.omg.org/spec/DMN/20(21|23)\\d{4}/MODEL/", KNOWN);
            read.put(path, right(engine.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))));
        }
        ParsedDmn model = read.get(path);
        Map<String, Object> values = new LinkedHashMap<>();
        for (ParsedDecision decision : CollectionConverters.asJava(model.decisions())) {
            try {
                values.put(decision.name(), right(engine.eval(model, decision.id(), inputs)).value());
            } catch (Throwable refusal) {
                values.put(decision.name(), refusal);
            }
        }
        return values;
    }

    private static <L, R> R right(Either<L, R> either) throws Exception {
        if (either.isLeft()) {
            throw new Exception(String.valueOf(either.left().getOrElse(() -> null)));
        }
        return either.getOrElse(() -> null);
    }

    @Override
    public Object plain(Object value) {
        if (value instanceof scala.math.BigDecimal) {
            return ((scala.math.BigDecimal) value).bigDecimal();
        }
        if (value instanceof scala.collection.Map) {
            return CollectionConverters.asJava((scala.collection.Map<?, ?>) value);
        }
        return value instanceof scala.collection.Seq ? CollectionConverters.asJava((scala.collection.Seq<?>) value) : value;
    }

    public static void main(String[] arguments) throws Exception {
        Lines.serve(new Main());
    }
}
