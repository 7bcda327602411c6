package differential;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.camunda.dmn.DmnEngine;
import org.camunda.dmn.parser.ParsedDecision;
import org.camunda.dmn.parser.ParsedDmn;
import scala.jdk.javaapi.CollectionConverters;
import scala.util.Either;
import scala.util.Left;
import scala.util.Right;

/** The DMN engine of Camunda 8. It reads DMN 1.1 to 1.3: a later namespace is renamed to that of 1.3 before. */
public final class Main implements Engine {
    private final DmnEngine engine = new DmnEngine.Builder().escapeNamesWithSpaces(true).escapeNamesWithDashes(true).build();
    private final Models<ParsedDmn> models = new Models<>(path ->
            right(engine.parse(new ByteArrayInputStream(Models.asDmn13(path).getBytes(StandardCharsets.UTF_8)))));

    @Override
    public Object expression(String text) {
        throw new UnsupportedOperationException("its expressions are those of feel-scala");
    }

    @Override
    public Map<String, Object> decisions(String path, Map<String, Object> inputs) throws Exception {
        ParsedDmn model = models.at(path);
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
        if (either instanceof Left) {
            throw new Exception(String.valueOf(((Left<L, R>) either).value()));
        }
        return ((Right<L, R>) either).value();
    }

    @Override
    public Object plain(Object value) {
        if (value instanceof scala.Option) {
            return ((scala.Option<?>) value).isEmpty() ? null : plain(((scala.Option<?>) value).get());
        }
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
