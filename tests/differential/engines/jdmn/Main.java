package differential;

import com.gs.dmn.DMNModelRepository;
import com.gs.dmn.ast.TDecision;
import com.gs.dmn.ast.TDefinitions;
import com.gs.dmn.dialect.JavaTimeDMNDialectDefinition;
import com.gs.dmn.log.NopBuildLogger;
import com.gs.dmn.runtime.Context;
import com.gs.dmn.runtime.Range;
import com.gs.dmn.runtime.interpreter.DMNInterpreter;
import com.gs.dmn.runtime.interpreter.EvaluationContext;
import com.gs.dmn.runtime.interpreter.Result;
import com.gs.dmn.serialization.DMNSerializer;
import com.gs.dmn.transformation.InputParameters;
import com.gs.dmn.transformation.ToQuotedNameTransformer;
import java.io.File;
import java.io.StringReader;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.time.temporal.TemporalQueries;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The DMN engine of Goldman Sachs; an expression is put into a model with one decision, since it has no other door. */
public final class Main implements Engine {
    private static final String MODEL =
            "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' id='m' namespace='m'>"
                    + "<decision name='d' id='d'><variable name='d'/><literalExpression><text>%s</text>"
                    + "</literalExpression></decision></definitions>";

    private final JavaTimeDMNDialectDefinition dialect = new JavaTimeDMNDialectDefinition();
    private final InputParameters parameters =
            new InputParameters(Map.of(
                    "dmnVersion", "1.5", "modelVersion", "1", "platformVersion", "1", "checkConstraints", "true"));
    private final DMNSerializer files = dialect.createDMNSerializer(new NopBuildLogger(), parameters);
    private final Models<Read> models = new Models<>(path -> new Read(files.readModel(new File(path))));

    @Override
    public Object expression(String text) throws Exception {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        Read model = new Read(files.readModel(new StringReader(String.format(MODEL, escaped))));
        return model.evaluate(model.repository.findDecisions(model.definitions).get(0), Map.of());
    }

    @Override
    public Map<String, Object> decisions(String path, Map<String, Object> inputs) throws Exception {
        Read model = models.at(path);
        Map<String, Object> given = new LinkedHashMap<>();
        inputs.forEach((name, value) -> given.put(name, own(value)));
        Map<String, Object> values = new LinkedHashMap<>();
        for (TDecision decision : model.repository.findDecisions(model.definitions)) {
            try {
                values.put(decision.getName(), model.evaluate(decision, given));
            } catch (Throwable refusal) {
                values.put(decision.getName(), refusal);
            }
        }
        return values;
    }

    private final class Read {
        final TDefinitions definitions;
        final DMNModelRepository repository;
        private final DMNInterpreter<Number, LocalDate, TemporalAccessor, TemporalAccessor, TemporalAmount> interpreter;

        Read(TDefinitions definitions) {
            this.definitions = definitions;
            this.repository = new ToQuotedNameTransformer(new NopBuildLogger()).transform(new DMNModelRepository(definitions));
            this.interpreter = dialect.createDMNInterpreter(repository, parameters);
        }

        Object evaluate(TDecision decision, Map<String, Object> inputs) throws Exception {
            Result result = interpreter.evaluateDecision(
                    definitions.getNamespace(),
                    decision.getName(),
                    EvaluationContext.makeDecisionEvaluationContext(decision, inputs));
            return Result.value(result);
        }
    }

    private static Object own(Object value) {
        if (value instanceof Map) {
            Context context = new Context();
            ((Map<?, ?>) value).forEach((name, entry) -> context.put(name, own(entry)));
            return context;
        }
        if (value instanceof Collection) {
            List<Object> items = new ArrayList<>();
            ((Collection<?>) value).forEach(item -> items.add(own(item)));
            return items;
        }
        return value;
    }

    @Override
    public Object plain(Object value) {
        if (value instanceof Context) {
            Map<String, Object> entries = new LinkedHashMap<>();
            for (Object name : ((Context) value).keySet()) {
                entries.put(String.valueOf(name), ((Context) value).get(name));
            }
            return entries;
        }
        if (value instanceof Range) {
            Range<?> range = (Range<?>) value;
            List<Object> parts = new ArrayList<>();
            parts.add(range.isStartIncluded() ? "[" : "(");
            parts.add(Wire.write(range.getStart(), this));
            parts.add(Wire.write(range.getEnd(), this));
            parts.add(range.isEndIncluded() ? "]" : ")");
            return new Wire.Written(Map.of("range", parts));
        }
        if (value != null && value.getClass().getName().contains("Lambda")) {
            return new Wire.Written(Map.of("function", ""));
        }
        return value;
    }

    public static void main(String[] arguments) throws Exception {
        Lines.serve(new Main());
    }
}
